package dev.coppice.server.internal.console.erasing;

import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Notice;
import java.util.List;

/**
 * The page of one erasure. A value for any thread.
 *
 * @param number its number
 * @param facts what is known of it
 * @param tables what has become of each table, once it has succeeded
 * @param kept what was kept, and why
 * @param receipt the address of its receipt; empty while it has none
 * @param notice what stands above
 */
public record ErasureView(
        long number, List<Fact> facts, List<Table> tables, List<Kept> kept, String receipt, Notice notice) {
    /** Copies the lists. */
    public ErasureView {
        facts = List.copyOf(facts);
        tables = List.copyOf(tables);
        kept = List.copyOf(kept);
    }

    /**
     * What has become of a table.
     *
     * @param table the table
     * @param deleted rows that went
     * @param changes changes to rows that stay
     * @param swept rows that were found afterwards and went
     */
    public record Table(String table, long deleted, long changes, long swept) {}

    /**
     * Rows that were kept.
     *
     * @param table the table
     * @param reason why
     */
    public record Kept(String table, String reason) {}
}
