package dev.coppice.prune;

import static java.util.Objects.requireNonNull;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.internal.gc.Collection;
import dev.coppice.prune.internal.restore.Database;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Finds and removes bytes in a store that no committed frame refers to: what crashes leave behind. Knows which frames are
 * committed from the ledger in schema {@code coppice}. It touches no archive of a campaign it does not find there, and none
 * whose manifest tells of more than the ledger: that ledger is an old copy.
 *
 * <p>Before it removes anything of an unfinished campaign it takes its lease and enters its worker row, so that no transaction
 * can still commit a frame it does not see; a campaign with a living process is passed over, and so is anything written less
 * than 24 hours ago, as the store tells it. Safe for any thread.
 */
public final class ArchiveGc {
    private final DataSource database;
    private final InstantSource clock;

    private ArchiveGc(DataSource database, InstantSource clock) {
        this.database = requireNonNull(database, "database");
        this.clock = clock;
    }

    /** For archives of campaigns of the database that {@code database} connects to. */
    public static ArchiveGc on(DataSource database) {
        return new ArchiveGc(database, InstantSource.system());
    }

    /** The same at another time. */
    static ArchiveGc on(DataSource database, InstantSource clock) {
        return new ArchiveGc(database, clock);
    }

    /**
     * What may go. Changes nothing.
     *
     * @throws dev.coppice.ops.CoppiceException {@code gc.…}, {@code schema.…}
     */
    public GcPlan plan(ArchiveStore store) {
        return run(store, Optional.empty());
    }

    /**
     * Removes what {@link #plan} finds now, archive by archive, each with an entry in the audit trail.
     *
     * @return what was removed, as a plan says it
     * @throws dev.coppice.ops.CoppiceException {@code gc.…}, {@code schema.…}
     */
    public GcPlan execute(ArchiveStore store, Act act) {
        return run(store, Optional.of(act));
    }

    private GcPlan run(ArchiveStore store, Optional<Act> act) {
        new CoppiceSchema(database).requireCurrent();
        return Database.guarded(() -> new Collection(new Database(database), store, clock).run(act));
    }
}
