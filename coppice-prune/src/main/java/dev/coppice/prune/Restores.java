package dev.coppice.prune;

import static java.util.Objects.requireNonNull;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Listing;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.ParkingWaiter;
import dev.coppice.prune.internal.restore.Database;
import dev.coppice.prune.internal.restore.Execution;
import dev.coppice.prune.internal.restore.Hooks;
import dev.coppice.prune.internal.restore.Preview;
import dev.coppice.prune.internal.restore.RestoreLedger;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * Puts archived rows back, in the database they came from or another. Safe for any thread; all but {@link #preview} need the
 * schema {@code coppice} there. Every call takes connections of its own from the data source and returns them.
 */
public final class Restores {
    private final DataSource target;
    private final Hooks hooks;

    private Restores(DataSource target, Hooks hooks) {
        this.target = requireNonNull(target, "target");
        this.hooks = hooks;
    }

    /** Restores into the database that {@code target} connects to. */
    public static Restores on(DataSource target) {
        return new Restores(target, new Hooks(new ParkingWaiter(), PausePoint.NONE));
    }

    /** The same with what tests replace. */
    static Restores on(DataSource target, Hooks hooks) {
        return new Restores(target, hooks);
    }

    /**
     * Restores until all is done or something stops it: goes on with the unfinished restore of the same archive and selection
     * where there is one, with the rule for conflicts that is given now. Blocks, in the caller's thread; each chunk of the
     * archive is a transaction of its own, newest first, parents before children, and its frames are read to the end before
     * the first row is written. After a crash, call it again.
     *
     * <p>User triggers fire. Rows are only added, so a freeze does not stop it, unless rows may be replaced.
     *
     * @return what all runs of it have come to; {@code stopped} when a conflict stopped it
     * @throws dev.coppice.ops.CoppiceException {@code restore.running} while another process works on it, {@code
     *     restore.campaign-unfinished}, {@code restore.unknown-table}, {@code
     *     restore.shape-differs}, {@code restore.not-permitted}, {@code restore.read-only}, {@code restore.bad-condition} and
     *     others of the condition, {@code restore.bad-key}, {@code restore.parent-missing} naming the table to restore first,
     *     {@code restore.refused}, {@code restore.rows-suppressed}, {@code restore.locked}, {@code restore.taken-over}, {@code
     *     restore.same-name}, {@code restore.database-lost}, {@code freeze.frozen}, {@code
     *     archive.…}, {@code schema.…}
     */
    public RestoreReport restore(ArchiveReader archive, RestoreOptions options, RestoreListener listener) {
        new CoppiceSchema(target).requireCurrent();
        return Database.guarded(() -> new Execution(target, hooks).restore(archive, options, listener));
    }

    /**
     * Says what {@link #restore} would do. Reads the frames that are asked for and writes nothing at all, not even temporary
     * tables. Not foretold are the edits, and what foreign keys, checks and triggers will say.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #restore} before its first chunk
     */
    public RestorePreview preview(ArchiveReader archive, RestoreOptions options) {
        return Database.guarded(() -> Preview.of(target, archive, options));
    }

    /** A restore by its number. Locks nothing. */
    public Optional<RestoreRecord> find(long id) {
        return Database.guarded(() -> new Database(target).run(dsl -> new RestoreLedger(dsl).find(id)));
    }

    /** One page, newest first: those with a smaller number than {@code before}; {@link Long#MAX_VALUE} for the first page. */
    public Listing<RestoreRecord> list(long before, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, was: " + limit);
        }
        var found =
                Database.guarded(() -> new Database(target).run(dsl -> new RestoreLedger(dsl).list(before, limit + 1)));
        var items = found.stream().limit(limit).toList();
        return new Listing<>(
                items, found.size() > limit ? OptionalLong.of(items.getLast().id()) : OptionalLong.empty());
    }

    /**
     * Gives up an unfinished restore: what it has restored stays, and the next restore of the same begins anew.
     *
     * @throws dev.coppice.ops.CoppiceException {@code restore.not-found}, {@code restore.running}, {@code restore.wrong-state}
     */
    public RestoreRecord abandon(long id, Act act) {
        return Database.guarded(() -> new Execution(target, hooks).abandon(id, act));
    }
}
