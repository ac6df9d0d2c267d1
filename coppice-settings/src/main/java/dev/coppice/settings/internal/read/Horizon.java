package dev.coppice.settings.internal.read;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Which transactions had ended at some time.
 *
 * @param snapshot what was visible then, as PostgreSQL writes it
 * @param at the time by the database's clock
 */
record Horizon(String snapshot, Instant at) {
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(50);

    /** That of a row which begins with the two. */
    static Horizon of(ResultSet row) throws SQLException {
        return new Horizon(
                row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant());
    }

    /** The oldest transaction that was under way. */
    long oldest() {
        return Long.parseLong(snapshot.substring(0, snapshot.indexOf(':')));
    }

    /** Whether who looked at this one and then at the next cannot have missed a row that was kept for an hour. */
    boolean isFollowedBy(Horizon next) {
        return next.oldest() >= oldest() && !next.at.isBefore(at) && next.at.isBefore(at.plus(LONGEST_SLEEP));
    }
}
