package dev.coppice.server.internal.console.lifecycle;

import java.util.List;

/**
 * The page of all teardowns.
 *
 * @param unfinished those that have not ended, parked ones first
 * @param more whether more have not ended than are shown
 * @param newest all, newest first
 * @param first the address of the first page; empty on it
 * @param next the address of the page behind; empty on the last
 */
public record TeardownsView(
        List<OperationRow> unfinished, boolean more, List<OperationRow> newest, String first, String next) {}
