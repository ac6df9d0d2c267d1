package dev.coppice.server.document;

import dev.coppice.lifecycle.BackupCheck;
import java.util.List;

/**
 * What a check of a backup has found. A value for any thread.
 *
 * @param ok whether it is whole
 * @param backup its number
 * @param rows how many rows were read
 * @param objects how many objects were read
 * @param problems what is not as it was saved
 */
public record BackupCheckDocument(boolean ok, long backup, long rows, long objects, List<String> problems) {
    /** Copies the list. */
    public BackupCheckDocument {
        problems = List.copyOf(problems);
    }

    /** What was found in the backup of this number. */
    public static BackupCheckDocument of(long backup, BackupCheck check) {
        return new BackupCheckDocument(check.ok(), backup, check.rows(), check.objects(), check.problems());
    }
}
