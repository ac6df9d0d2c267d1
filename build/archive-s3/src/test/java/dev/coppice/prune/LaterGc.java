package dev.coppice.prune;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.sql.DataSource;

/** The collection of what nobody needs, as it would be tomorrow: what is young is left alone. */
public final class LaterGc {
    private LaterGc() {}

    /** That of a database. */
    public static ArchiveGc on(DataSource database) {
        return ArchiveGc.on(database, InstantSource.fixed(Instant.now().plus(Duration.ofHours(25))));
    }
}
