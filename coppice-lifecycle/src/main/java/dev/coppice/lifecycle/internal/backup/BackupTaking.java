package dev.coppice.lifecycle.internal.backup;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable;
import dev.coppice.lifecycle.spi.SavedParts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Backups as a teardown needs them. Owns its transactions. */
public interface BackupTaking {
    /**
     * Backs up a resource and its children from one snapshot, reads everything back, and registers it. Under one epoch there is
     * one: a completed, verified one is answered again unless it is the one found outdated or an older one, and what an earlier
     * attempt left half done is dropped.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.…}, {@code archive.…}
     */
    Backup take(Kind kind, KindTable.Row resource, List<KindTable.Row> children, Wanted wanted);

    /**
     * What a step saved of one resource in a backup that is completed and verified. Where the backup has nothing of it, that is
     * an answer with nothing in it and not an empty one: whoever compares with it finds that anything there is too much.
     */
    Optional<SavedParts> parts(long backup, String resourceId, String step);

    /** Passes when the store of a kind is there. Writes nothing. */
    void requireReachable(Kind kind);

    /** The same for a store that can be written, too; a probe is written. */
    void requireUsable(Kind kind);

    /**
     * What backup is wanted.
     *
     * @param initiator {@code user}, {@code final} or {@code residual}
     * @param epoch the fence, or 0
     * @param act who asks, and why
     * @param outdated the backup of this epoch that is not good any more, since something has changed after it
     */
    record Wanted(String initiator, long epoch, Act act, OptionalLong outdated) {}
}
