package dev.coppice.prune.internal.plan;

import dev.coppice.control.TableName;
import dev.coppice.prune.PolicyPreview.Reason;
import dev.coppice.prune.PolicyPreview.Verdict;
import dev.coppice.prune.internal.chunk.Gathering;
import dev.coppice.prune.internal.chunk.Reach;
import dev.coppice.prune.internal.chunk.Staying;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.KeySet;
import dev.coppice.prune.internal.sql.Roots;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges every row of a policy's table as a chunk does, without its locks: rows in hand, levels, what has to stay. A READ
 * ONLY transaction takes no row locks, and a verdict needs none.
 */
public final class Verdicts {
    private final Sql sql;
    private final Planner planner;
    private final Closure closure;
    private final ChunkSql texts;
    private final ClosureTable table;
    private final KeySet referenced;
    private final KeySet held;

    private Verdicts(Sql sql, Planner planner) {
        this.sql = sql;
        this.planner = planner;
        this.closure = planner.checked().closure();
        this.texts = planner.chunk();
        this.table = closure.rootTable();
        this.referenced = texts.sets().staying(table.name()).named("referenced");
        this.held = referenced.named("held");
    }

    /** One verdict per row, in the order of their keys. */
    public static List<Verdict> of(Sql sql, Planner planner) {
        return new Verdicts(sql, planner).judged();
    }

    private List<Verdict> judged() {
        sql.one("SELECT " + referenced.emptied() + ", " + held.emptied(), row -> 0);
        long roots = sql.one(texts.claims().inHand(planner.conditions()), row -> row.number("n"));
        var left = collect(referenced, Set.of(), roots);
        collect(held, planner.holdsSeen() ? Gathering.heldTables(sql, closure) : Set.of(), left);
        return sql.exactly(text(), Verdicts::verdict);
    }

    /** Lets go of roots that have to stay, and again of those that these keep, and notes them. */
    private long collect(KeySet noted, Set<TableName> held, long roots) {
        var leaves = Gathering.leaves(closure, held);
        var left = roots;
        while (left > 0) {
            sql.one(texts.sets().emptied(true), row -> 0);
            var counts = Reach.dry(sql, texts, leaves, left);
            if (new Staying(sql, texts, held).find(planner.conditions(), counts).isEmpty()) {
                break;
            }
            sql.one("SELECT " + noted.joined(texts.sets().staying(table.name())), row -> 0);
            left = sql.one(texts.stays().release(), row -> row.number("n"));
        }
        return left;
    }

    private String text() {
        var eligibility = planner.checked().eligibility();
        var key = table.identity().columns().stream()
                .map(each -> table.qualified(each.column()) + "::text")
                .collect(Collectors.joining(" || ',' || "));
        var when = eligibility
                .when()
                .map(text -> "coalesce((" + text + "\n), false)")
                .orElse("true");
        var age = eligibility.age().map(each -> table.qualified(each.column()));
        var young = eligibility.age().map(each -> table.qualified(each.column()) + " >= " + each.horizon());
        var unheld = planner.holdsSeen() ? Roots.notHeld(table) : "true";
        return "SELECT " + key + " AS key, CASE WHEN NOT " + when + " THEN 'CONDITION'"
                + age.map(column -> " WHEN " + column + " IS NULL THEN 'NO_AGE'")
                        .orElse("")
                + young.map(later -> " WHEN " + later + " THEN 'TOO_YOUNG'").orElse("")
                + " WHEN NOT (" + unheld + ") OR (" + held.contains() + ") THEN 'HELD'"
                + " WHEN " + referenced.contains() + " THEN 'REFERENCED' ELSE 'GOES' END AS reason FROM "
                + table.from() + " ORDER BY "
                + table.identity().columns().stream()
                        .map(each -> table.qualified(each.column()))
                        .collect(Collectors.joining(", "));
    }

    private static Verdict verdict(Row row) throws SQLException {
        return new Verdict(row.text("key"), Reason.valueOf(row.text("reason")));
    }
}
