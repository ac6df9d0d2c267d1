package dev.coppice.server.internal.console;

import java.util.List;

/**
 * What the first page shows.
 *
 * @param target which database, and what holds there
 * @param needs what waits for a person, the worst first
 * @param needsTrouble why that is not known; empty where it is
 * @param kinds resources in numbers
 * @param policies policies in numbers
 * @param readAt when, in UTC
 */
public record Overview(
        Target target,
        List<Need> needs,
        String needsTrouble,
        List<KindNumbers> kinds,
        List<PolicyNumbers> policies,
        String readAt) {
    /** The headings of the numbers of kinds. */
    public List<String> kindColumns() {
        return KindCounter.COLUMNS;
    }

    /**
     * The database behind the numbers.
     *
     * @param database its name
     * @param server PostgreSQL's version
     * @param schema the state of the schema coppice, in words
     * @param frozen by whom and why pruning is frozen; empty when it is not
     * @param holds how many holds are active, in words
     */
    public record Target(String database, String server, String schema, String frozen, String holds) {}
}
