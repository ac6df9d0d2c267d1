package dev.coppice.server.internal.settings;

import java.util.List;

/**
 * What became of the items of a bulk request of which all were done.
 *
 * @param items one row for each, in the order of the request
 */
record BulkRows(List<RowDocument> items) {
    /** Copies the list. */
    BulkRows {
        items = List.copyOf(items);
    }
}
