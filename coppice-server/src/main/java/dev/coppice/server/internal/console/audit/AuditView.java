package dev.coppice.server.internal.console.audit;

import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import java.util.List;

/**
 * The page of the audit trail.
 *
 * @param asked what was searched for
 * @param rows the entries, newest first
 * @param first the address of the first page; empty on it
 * @param next the address of the page behind; empty on the last
 * @param verdict what a look at the whole trail has found, or why it is not shown
 */
public record AuditView(Asked asked, List<Row> rows, String first, String next, Notice verdict) {
    /**
     * What was searched for.
     *
     * @param actor by whom
     * @param action what
     * @param subject on what
     * @param since from which day on
     */
    public record Asked(String actor, String action, String subject, String since) {}

    /**
     * One entry.
     *
     * @param number its number
     * @param at when it was written
     * @param actor by whom
     * @param action what was done
     * @param subject to what
     * @param reason why
     * @param states what it was before and after, as JSON
     * @param hash its digest
     */
    public record Row(
            long number,
            Moment at,
            String actor,
            String action,
            String subject,
            String reason,
            States states,
            String hash) {}

    /**
     * What something was before and after, as JSON.
     *
     * @param before before; empty where nothing was
     * @param after after; empty where nothing is
     */
    public record States(String before, String after) {
        /** Whether there is anything to show. */
        public boolean shown() {
            return !before.isEmpty() || !after.isEmpty();
        }
    }
}
