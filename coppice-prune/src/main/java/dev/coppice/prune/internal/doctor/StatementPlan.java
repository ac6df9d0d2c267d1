package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.plan.TableSize;
import dev.coppice.prune.internal.read.Explained;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.ChunkStatement;
import dev.coppice.prune.internal.sql.Step;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Has the exact statements of a chunk planned with keys of real rows in hand. Only large tables are told of: the planner is
 * right to read a small one whole.
 */
final class StatementPlan implements Check {
    private static final int KEYS = 200;
    private static final Set<Step> WALKING = Set.of(Step.LEVEL, Step.COUNT, Step.EDIT, Step.DELETE);

    @Override
    public Stream<Finding> look(Inspection inspection) {
        var chunk = ChunkSql.of(inspection.policy());
        return inspection
                .tried(() -> {
                    chunk.sampled(KEYS).forEach(text -> inspection.sql().execute(text));
                    return chunk;
                })
                .flatMap(ready -> ready.all().stream())
                .filter(statement ->
                        WALKING.contains(statement.step()) && !statement.text().startsWith("COPY"))
                .flatMap(statement -> look(inspection, statement));
    }

    private static Stream<Finding> look(Inspection inspection, ChunkStatement statement) {
        return inspection
                .tried(() -> Explained.of(inspection.sql(), statement.text()))
                .flatMap(plan -> statement.tables().stream()
                        .filter(table -> plan.readsWhole(table.toString()))
                        .map(table -> inspection.closure().table(table))
                        .filter(table -> TableSize.rows(inspection.sql(), table) >= Inspection.LARGE)
                        .map(table -> new Finding(
                                "statement-plan",
                                Severity.WARN,
                                table.toString(),
                                "The planner would read the whole table for the step " + statement.step() + " "
                                        + statement.why() + ".",
                                "ANALYZE " + table.sql() + ";")));
    }
}
