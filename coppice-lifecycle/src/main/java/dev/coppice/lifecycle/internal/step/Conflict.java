package dev.coppice.lifecycle.internal.step;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;

/** What is there, and is not as it was saved. */
final class Conflict {
    private Conflict() {}

    /** Refuses the restore of a backup over what is there already. */
    static CoppiceException found(SavedParts saved, String found) {
        return refused(saved, found, "Move away or remove what is there, and try again.");
    }

    /** Refuses a restore in which rows were kept out, or are tied to others than they were. */
    static CoppiceException changed(SavedParts saved, TableName table) {
        return refused(
                saved,
                "Of the rows of " + table
                        + " that were saved, some did not come back, or not under their keys, or others came"
                        + " with them; a trigger may have done it",
                "Disable what keeps out rows of " + table
                        + ", or changes their keys, while they come back; and try again.");
    }

    /** Refuses a restore in which rows of a table without a primary key differ. */
    static CoppiceException changedWithoutKey(SavedParts saved, TableName table) {
        return refused(
                saved,
                "Of the rows of " + table
                        + " that were saved, some are not as they were, or not there; without a primary key"
                        + " nobody can tell which",
                "Disable what changes or keeps out rows of " + table + " while they come back; and try again.");
    }

    private static CoppiceException refused(SavedParts saved, String found, String next) {
        return Fault.of("backup.conflict", Kind.CONFLICT)
                .refused("Backup " + saved.backup() + " was not restored.")
                .found(found + ".")
                .changed("Nothing was changed in the database.")
                .next(next)
                .exception();
    }
}
