package dev.coppice.server.internal.console.settings;

import java.util.List;

/**
 * What scopes say of a setting, page by page.
 *
 * @param rows one for each fragment, by scope
 * @param next the address of the page behind; empty on the last
 */
public record FragmentsView(List<Row> rows, String next) {
    /**
     * One fragment.
     *
     * @param id its id
     * @param scope whose it is
     * @param value what it says, indented
     * @param rank its own rank; empty when it has its entry's
     * @param version its version
     * @param edit the address that takes it into the form
     */
    public record Row(String id, String scope, String value, String rank, long version, String edit) {}
}
