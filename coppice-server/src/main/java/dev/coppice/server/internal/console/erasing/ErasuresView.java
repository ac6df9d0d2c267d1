package dev.coppice.server.internal.console.erasing;

import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import java.util.List;

/**
 * The page of all erasures. A value for any thread.
 *
 * @param rows newest first
 * @param first the address of the first page; empty on it
 * @param next the address of the next page; empty on the last
 * @param kinds the names of the kinds of subjects that this server knows
 * @param notice what stands above
 */
public record ErasuresView(List<Row> rows, String first, String next, List<String> kinds, Notice notice) {
    /** Copies the lists. */
    public ErasuresView {
        rows = List.copyOf(rows);
        kinds = List.copyOf(kinds);
    }

    /**
     * An erasure.
     *
     * @param number its number
     * @param link the address of its page
     * @param subject the kind of subject
     * @param badge how it stands
     * @param begun when it was begun
     * @param by who asked for it
     * @param reason why
     */
    public record Row(long number, String link, String subject, Badge badge, Moment begun, String by, String reason) {}
}
