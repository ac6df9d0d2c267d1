package dev.coppice.lifecycle;

import java.util.List;

/**
 * What a check of a backup found. A value for any thread.
 *
 * @param rows how many rows were read
 * @param objects how many objects were read
 * @param problems what is not as it was saved
 */
public record BackupCheck(long rows, long objects, List<String> problems) {
    /** Copies the list. */
    public BackupCheck {
        problems = List.copyOf(problems);
    }

    /** Whether it is whole. */
    public boolean ok() {
        return problems.isEmpty();
    }
}
