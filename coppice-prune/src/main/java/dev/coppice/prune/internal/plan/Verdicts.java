package dev.coppice.prune.internal.plan;

import dev.coppice.prune.PolicyPreview.Reason;
import dev.coppice.prune.PolicyPreview.Verdict;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.ChunkStatement;
import dev.coppice.prune.internal.sql.Claims;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges every row of a policy's table with the statements a chunk runs, without their locks: rows in hand, levels, what
 * has to stay. A READ ONLY transaction takes no row locks, and a verdict needs none.
 */
public final class Verdicts {
    private static final String REFERENCED = "referenced";
    private static final String HELD = "held";

    private final Sql sql;
    private final Planner planner;
    private final ChunkSql chunk;
    private final ClosureTable table;

    private Verdicts(Sql sql, Planner planner) {
        this.sql = sql;
        this.planner = planner;
        this.chunk = planner.chunk();
        this.table = planner.checked().closure().rootTable();
    }

    /** One verdict per row, in the order of their keys. */
    public static List<Verdict> of(Sql sql, Planner planner) {
        return new Verdicts(sql, planner).judged();
    }

    private List<Verdict> judged() {
        sql.execute(chunk.empty(true).text());
        sql.execute(chunk.forget(REFERENCED));
        sql.execute(chunk.forget(HELD));
        sql.execute(chunk.inHand(planner.conditions()));
        collect(REFERENCED, List.of());
        collect(HELD, planner.holdsSeen() ? chunk.held() : List.of());
        return sql.exactly(text(), Verdicts::verdict);
    }

    /** Lets go of roots that have to stay, and again of those that these keep, and notes them. */
    private void collect(String name, List<ChunkStatement> held) {
        boolean fewer;
        do {
            chunk.unlockedLevels().forEach(this::untilNothing);
            held.forEach(this::found);
            untilNothing(Stream.concat(chunk.stays().stream(), chunk.spreads().stream())
                    .toList());
            sql.execute(chunk.note(name));
            var before = sql.one(chunk.count(), row -> row.number("n"));
            fewer = sql.one(chunk.release().text(), row -> row.number("kept")) < before;
            sql.execute(chunk.empty(false).text());
        } while (fewer);
    }

    private void untilNothing(List<ChunkStatement> statements) {
        long found;
        do {
            found = statements.stream().mapToLong(this::found).sum();
        } while (found > 0);
    }

    private long found(ChunkStatement statement) {
        return sql.one(statement.text(), row -> row.number("found"));
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
        var unheld = planner.holdsSeen() ? Claims.notHeld(table) : "true";
        return "SELECT " + key + " AS key, CASE WHEN NOT " + when + " THEN 'CONDITION'"
                + age.map(column -> " WHEN " + column + " IS NULL THEN 'NO_AGE'")
                        .orElse("")
                + young.map(later -> " WHEN " + later + " THEN 'TOO_YOUNG'").orElse("")
                + " WHEN NOT (" + unheld + ") OR " + chunk.isNoted(HELD) + " THEN 'HELD'"
                + " WHEN " + chunk.isNoted(REFERENCED) + " THEN 'REFERENCED' ELSE 'GOES' END AS reason FROM "
                + table.from() + " ORDER BY "
                + table.identity().columns().stream()
                        .map(each -> table.qualified(each.column()))
                        .collect(Collectors.joining(", "));
    }

    private static Verdict verdict(Row row) throws SQLException {
        return new Verdict(row.text("key"), Reason.valueOf(row.text("reason")));
    }
}
