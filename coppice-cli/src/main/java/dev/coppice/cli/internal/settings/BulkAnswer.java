package dev.coppice.cli.internal.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server has done the items of a batch.
 *
 * @param items those that were done, in the order given
 * @param failed those that were not; null where all were done or none
 */
record BulkAnswer(List<FragmentDocument> items, @Nullable List<Failed> failed) {
    /**
     * An item that was not done.
     *
     * @param index its position, from 0
     * @param code the error's code
     * @param message the error's message
     */
    record Failed(int index, String code, String message) {}

    /** Those that were not done. */
    List<Failed> left() {
        return failed == null ? List.of() : failed;
    }
}
