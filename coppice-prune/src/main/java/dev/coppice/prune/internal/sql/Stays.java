package dev.coppice.prune.internal.sql;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;

/**
 * How rows are found that must not go after all. A row that stays keeps what it refers to: a row of a table outside of the
 * cascade, a held one, or one of the policy's own table that does not meet the policy itself. From there it climbs to the
 * roots.
 */
public final class Stays {
    private final Closure closure;
    private final Sets sets;
    private final Links links;
    private final Roots roots;

    Stays(Closure closure, Sets sets, Roots roots) {
        this.closure = closure;
        this.sets = sets;
        this.links = new Links(closure);
        this.roots = roots;
    }

    /** Rows of the policy's own table that may not go; answers {@code n}, as all of these do. */
    public String living(String may) {
        var root = sets.locked(closure.root());
        return kept(
                "SELECT " + root.selected() + " FROM " + root.table().from() + " WHERE " + root.contains() + " AND ("
                        + may + ") IS NOT TRUE",
                sets.staying(closure.root()).stored());
    }

    /** Whether any row of a table that stays names one in hand, as {@code found}. */
    public String referred(Relation relation) {
        return "SELECT EXISTS (SELECT FROM " + links.child(relation).from() + " WHERE "
                + links.names(relation, sets.locked(relation.parent())) + ") AS found";
    }

    /** The rows that are named so. */
    public String named(Relation relation) {
        return namedBy(relation, "");
    }

    private String namedBy(Relation relation, String which) {
        var parents = sets.locked(relation.parent());
        return kept(
                "SELECT " + parents.again("coppice_k") + " FROM " + parents.rows("coppice_k")
                        + " WHERE EXISTS (SELECT FROM " + links.child(relation).from() + " WHERE "
                        + which + links.namesRow(relation, parents) + ")",
                sets.staying(relation.parent()).added());
    }

    /** Whether a held row names one in hand, which it would have to forget, as {@code found}. */
    public String heldReferring(Relation relation) {
        return "SELECT EXISTS (SELECT FROM " + links.child(relation).from() + " WHERE " + isHeld(relation) + " AND "
                + links.names(relation, sets.locked(relation.parent())) + ") AS found";
    }

    /** The rows that held ones name so. */
    public String namedByHeld(Relation relation) {
        return namedBy(relation, isHeld(relation) + " AND ");
    }

    // Whether the table has holds at all is asked once, not of each row.
    private String isHeld(Relation relation) {
        var child = links.child(relation);
        return "(SELECT EXISTS (SELECT FROM coppice.hold WHERE table_schema = "
                + Roots.literal(child.name().schema()) + " AND table_name = "
                + Roots.literal(child.name().name()) + " AND released_at IS NULL)) AND NOT (" + Roots.notHeld(child)
                + ")";
    }

    /** Rows of a table that are held. */
    public String held(TableName name) {
        var locked = sets.locked(name);
        return kept(
                "SELECT " + locked.selected() + " FROM " + locked.table().from() + " WHERE " + locked.contains()
                        + " AND NOT (" + Roots.notHeld(locked.table()) + ")",
                sets.staying(name).added());
    }

    /** The parents of rows that stay, along a relation by which rows were reached. */
    public String climb(Relation relation) {
        var parents = sets.locked(relation.parent());
        var staying = sets.staying(relation.parent());
        return kept(
                "SELECT DISTINCT " + parents.again("coppice_k") + " FROM " + parents.rows("coppice_k") + " JOIN "
                        + links.child(relation).from() + " ON " + links.namesRow(relation, parents) + " WHERE "
                        + sets.staying(relation.child()).contains() + " AND NOT EXISTS (SELECT FROM "
                        + staying.rows("coppice_s") + " WHERE " + staying.same("coppice_k", "coppice_s") + ")",
                staying.added());
    }

    /** Up from rows of the policy's own table that stay to all they refer to there, wherever they are. */
    public String climbOwn(Relation relation) {
        var staying = sets.staying(closure.root());
        var from = closure.rootTable().from();
        return "WITH RECURSIVE coppice_up AS (SELECT " + staying.again("coppice_k") + " FROM "
                + staying.rows("coppice_k") + " UNION SELECT "
                + staying.again("coppice_p") + " FROM coppice_up CROSS JOIN LATERAL (SELECT "
                + staying.again("coppice_k") + " FROM " + from
                + " JOIN (SELECT " + staying.selected() + " FROM " + from + ") AS coppice_k ON "
                + links.namesRow(relation, staying) + " WHERE " + staying.matching("coppice_up")
                + " OFFSET 0) AS coppice_p) SELECT count(*) AS n, " + staying.stored() + " FROM coppice_up";
    }

    /** Lets go of roots that stay; answers how many are left. */
    public String release() {
        var root = sets.locked(closure.root());
        var staying = sets.staying(closure.root());
        return kept(
                "SELECT " + root.again("coppice_k") + " FROM " + root.rows("coppice_k")
                        + " WHERE NOT EXISTS (SELECT FROM " + staying.rows("coppice_s") + " WHERE "
                        + root.same("coppice_k", "coppice_s") + ")",
                root.stored());
    }

    /** Enters roots that stay in the ledger of a campaign, with the reason. */
    public String note(long campaign, String code, String reason) {
        // A root passed over because it was locked, or drained, may turn out to be needed by others as well.
        return "INSERT INTO coppice.campaign_root AS r (campaign_id, root_key, state, code, reason, noted_at) SELECT "
                + campaign + ", " + roots.keyText() + ", 'skipped', " + Roots.literal(code) + ", "
                + Roots.literal(reason)
                + ", clock_timestamp() FROM " + closure.rootTable().from() + " WHERE "
                + sets.staying(closure.root()).contains() + " AND " + roots.eligible()
                + " ON CONFLICT (campaign_id, root_key) DO UPDATE SET"
                + " state = CASE WHEN r.drained > 0 THEN 'quarantined' ELSE 'skipped' END,"
                + " code = CASE WHEN r.drained > 0 THEN 'partly-drained' ELSE excluded.code END,"
                + " reason = excluded.reason || CASE WHEN r.drained > 0 THEN ' ' || r.drained"
                + " || ' rows that belonged to it are gone: restore them from campaign ' || r.campaign_id"
                + " || ' if it is to stay whole.' ELSE '' END,"
                + " noted_at = excluded.noted_at WHERE r.state IN ('skipped', 'gone')";
    }

    private static String kept(String query, String keeping) {
        return "WITH coppice_kept AS MATERIALIZED (" + query + ") SELECT count(*) AS n, " + keeping
                + " FROM coppice_kept";
    }
}
