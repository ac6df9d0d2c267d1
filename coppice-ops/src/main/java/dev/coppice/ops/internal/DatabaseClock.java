package dev.coppice.ops.internal;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a database, followed between two looks by the time that goes by in this process: what the clock of this machine says
 * does not matter. It is looked at again every ten seconds, by the first that asks then; while it is out of reach, the last look
 * counts. It may be behind by the time of a look, and is not ahead but for what the two go apart within ten seconds. Safe for any
 * thread; a look takes a connection.
 */
public final class DatabaseClock implements InstantSource {
    // language=SQL
    private static final String LOOK = "SELECT clock_timestamp()";

    private static final long EVERY = Duration.ofSeconds(10).toNanos();
    private static final int LONGEST_LOOK_SECONDS = 5;

    private final DataSource database;
    private final LongSupplier nanoTime;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Look last;

    /** The clock of the database that {@code database} connects to. */
    public DatabaseClock(DataSource database) {
        this(database, System::nanoTime);
    }

    DatabaseClock(DataSource database, LongSupplier nanoTime) {
        this.database = database;
        this.nanoTime = nanoTime;
    }

    /**
     * What the clock said.
     *
     * @param told the instant
     * @param heardAt when this process heard of it, in nanoseconds
     * @param askedAt when it last tried to, in nanoseconds
     */
    private record Look(Instant told, long heardAt, long askedAt) {
        Instant at(long nanos) {
            return told.plusNanos(nanos - heardAt);
        }

        boolean old(long nanos) {
            return nanos - askedAt >= EVERY;
        }

        Look triedAt(long nanos) {
            return new Look(told, heardAt, nanos);
        }
    }

    /**
     * What time it is there.
     *
     * @throws CoppiceException {@code clock.unreadable} when the database was never reached
     */
    @Override
    public Instant instant() {
        var known = last;
        if (known == null) {
            known = first();
        } else if (known.old(nanoTime.getAsLong()) && looking.tryLock()) {
            try {
                known = again();
            } finally {
                looking.unlock();
            }
        }
        return known.at(nanoTime.getAsLong());
    }

    private Look first() {
        looking.lock();
        try {
            var known = last;
            return known == null ? looked() : known;
        } catch (SQLException unreachable) {
            throw Fault.of("clock.unreadable", Fault.Kind.UNAVAILABLE)
                    .refused("It is not known what is due.")
                    .found("The clock of the database could not be read yet.")
                    .changed("Nothing was changed.")
                    .next("It goes on by itself once the database can be reached.")
                    .leaving(Effect.NONE, Retry.SAFE)
                    .exception(unreachable);
        } finally {
            looking.unlock();
        }
    }

    private Look again() {
        var known = Objects.requireNonNull(last, "looked at before");
        if (!known.old(nanoTime.getAsLong())) {
            return known;
        }
        try {
            return looked();
        } catch (SQLException unreachable) {
            var kept = known.triedAt(nanoTime.getAsLong());
            last = kept;
            return kept;
        }
    }

    private Look looked() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.setQueryTimeout(LONGEST_LOOK_SECONDS);
            try (var rows = statement.executeQuery(LOOK)) {
                rows.next();
                var told = rows.getObject(1, OffsetDateTime.class).toInstant();
                var heard = nanoTime.getAsLong();
                var look = new Look(told, heard, heard);
                last = look;
                return look;
            }
        }
    }
}
