package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.KeyColumn;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How rows of the policy's own table are claimed. They are picked in one query and locked in another, because a row that
 * changes between the two comes back with its new age: a cursor taken from that would jump over rows that were never looked
 * at. So the cursor is that of the picked rows, whatever was locked of them.
 */
public final class Claims {
    private final ClosureTable table;
    private final Roots roots;
    private final KeySet locked;

    Claims(ClosureTable table, Roots roots, KeySet locked) {
        this.table = table;
        this.roots = roots;
        this.locked = locked;
    }

    /**
     * Which rows are claimed.
     *
     * @param behind whether there is a cursor
     * @param unnoted what leaves out rows that were passed over, or nothing
     * @param most how many at most
     */
    public record Wanted(boolean behind, String unnoted, long most) {}

    /** Locks the next rows and answers {@code n}, how many, and the place of the last one picked. */
    public String claim(Wanted wanted) {
        var places = IntStream.range(0, roots.width()).mapToObj(i -> "p" + i).collect(joining(", "));
        return "WITH coppice_picked AS MATERIALIZED (SELECT " + roots.place() + ", " + ways() + " FROM " + table.from()
                + " WHERE "
                + roots.eligible() + (wanted.behind() ? " AND " + roots.afterCursor() : "") + wanted.unnoted()
                + " ORDER BY " + roots.ordered() + " LIMIT " + wanted.most() + "), coppice_locked AS MATERIALIZED ("
                + locking()
                + ") SELECT coppice_last.*, coppice_l.* FROM (" + roots.last() + ") AS coppice_last (" + places
                + ") CROSS JOIN (SELECT count(*) AS n, " + locked.stored() + " FROM " + locked.inOrder("coppice_locked")
                + ") AS coppice_l";
    }

    /**
     * State and age once more, in a statement that began after the locks: after a wait PostgreSQL asks again only of the row
     * itself. A condition that looks at nothing else needs none; holds cannot change while the epoch is shared.
     */
    public String again() {
        return "WITH coppice_kept AS MATERIALIZED (SELECT " + locked.selected() + " FROM " + table.from() + " WHERE "
                + locked.contains() + " AND " + roots.eligible() + ") SELECT count(*) AS n, " + locked.stored()
                + " FROM "
                + locked.inOrder("coppice_kept");
    }

    /** Whether a row in hand is being drained. */
    public String drained(long campaign) {
        return "SELECT EXISTS (SELECT FROM " + table.from() + " WHERE " + locked.contains() + " AND " + roots.keyText()
                + " IN (SELECT root_key FROM coppice.campaign_root WHERE campaign_id = " + campaign
                + " AND state = 'draining')) AS claimed";
    }

    /** Takes rows that meet a condition in hand without locking them, for a dry run. */
    public String inHand(String conditions) {
        return "WITH coppice_kept AS MATERIALIZED (SELECT " + locked.selected() + " FROM " + table.from() + " WHERE "
                + conditions + ") SELECT count(*) AS n, " + locked.stored() + " FROM coppice_kept";
    }

    /** How many eligible rows up to the bound were not passed over: those that others had locked. */
    public String left(String unnoted) {
        return "SELECT count(*) AS n FROM " + table.from() + " WHERE " + roots.eligible() + " AND " + roots.upToBound()
                + unnoted;
    }

    // A place finds its row at once. Partitions have places of their own: there each row is looked up by its identity.
    private String locking() {
        if (!table.partitioned()) {
            return "SELECT " + locked.selected() + " FROM " + table.from() + " WHERE " + table.sql()
                    + ".ctid = ANY (ARRAY(SELECT r0 FROM coppice_picked)) AND " + roots.still()
                    + " FOR UPDATE SKIP LOCKED";
        }
        var keys = keys();
        var own = IntStream.range(0, keys.size())
                .mapToObj(i ->
                        table.value(keys.get(i).column()) + " " + keys.get(i).equal() + " coppice_picked.r" + i)
                .collect(joining(" AND "));
        return "SELECT coppice_l.* FROM coppice_picked CROSS JOIN LATERAL (SELECT " + locked.selected() + " FROM "
                + table.from() + " WHERE " + own + " AND " + roots.still() + " FOR UPDATE SKIP LOCKED) AS coppice_l";
    }

    private String ways() {
        return IntStream.range(0, keys().size())
                .mapToObj(i -> table.value(keys().get(i).column()) + " AS r" + i)
                .collect(joining(", "));
    }

    private List<KeyColumn> keys() {
        return table.place();
    }
}
