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

    /** Refuses a restore in which rows became others. */
    static CoppiceException changed(SavedParts saved, TableName table) {
        return refused(
                saved,
                "The rows of " + table + " that came back are not those saved; a trigger may have changed them",
                "Disable what changes or keeps out rows of " + table + " while they come back, and try again.");
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
