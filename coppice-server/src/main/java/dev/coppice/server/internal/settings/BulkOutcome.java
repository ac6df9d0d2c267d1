package dev.coppice.server.internal.settings;

import java.util.List;

/**
 * What became of the items of a bulk request of which each was tried.
 *
 * @param items the rows of those that were done, in the order of the request
 * @param failed those that were not
 */
record BulkOutcome(List<RowDocument> items, List<FailedItem> failed) {
    /** Copies the lists. */
    BulkOutcome {
        items = List.copyOf(items);
        failed = List.copyOf(failed);
    }
}
