package dev.coppice.lifecycle.internal.certificate;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.internal.step.Looking;
import dev.coppice.lifecycle.spi.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * What is seen of a resource in all stores of its kind, with the steps' own eyes and without their memory of having removed
 * it.
 *
 * @param seen what each step counted
 * @param unseen the stores that could not be looked at, and why
 */
record Sighting(List<LaterLook.Seen> seen, List<String> unseen) {
    static Sighting of(DataSource database, Kind kind, ResourceId id, Optional<Long> operation) {
        var dsl = DSL.using(database, SQLDialect.POSTGRES);
        var columns = dsl.transactionResult(tx -> kind.table().find(tx.dsl(), id.id()))
                .map(KindTable.Row::columns)
                .orElse(Map.of());
        var progress = operation.map(number -> progress(dsl, number)).orElse(Map.of());
        var left = operation.map(number -> abandoned(dsl, number)).orElse(Set.of());
        var seen = new ArrayList<LaterLook.Seen>();
        var unseen = new ArrayList<String>();
        for (var declared : kind.steps()) {
            if (!left.contains(declared.name())) {
                var context = new Looking(database, id, columns, Optional.ofNullable(progress.get(declared.name())));
                look(declared, context, seen, unseen);
            }
        }
        return new Sighting(seen, unseen);
    }

    /** Whether anything is there. */
    boolean found() {
        return seen.stream().anyMatch(step -> step.items() > 0);
    }

    /** What is there, for people. */
    List<String> foundTexts() {
        return seen.stream()
                .filter(step -> step.items() > 0)
                .map(step -> step.step() + ": " + step.items())
                .toList();
    }

    // A store may fail in any way it likes: that it cannot be seen is what has to be known of it.
    private static void look(DeclaredStep declared, Looking context, List<LaterLook.Seen> seen, List<String> unseen) {
        try {
            switch (declared.step().look(context)) {
                case Sight.Counted counted -> seen.add(new LaterLook.Seen(declared.name(), counted.items()));
                case Sight.Unknown unknown -> unseen.add(declared.name() + ": " + unknown.message());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            unseen.add(declared.name() + ": the look was interrupted");
        } catch (Exception failure) {
            unseen.add(declared.name() + ": " + failure.getClass().getSimpleName());
        }
    }

    private static Map<String, String> progress(DSLContext dsl, long operation) {
        return dsl.resultQuery(
                        "SELECT name, progress::text FROM coppice.operation_step"
                                + " WHERE operation_id = {0} AND progress IS NOT NULL",
                        operation)
                .fetchMap(row -> row.get(0, String.class), row -> row.get(1, String.class));
    }

    /** Steps that were left undone for good: that they left something stands on the certificate. */
    private static Set<String> abandoned(DSLContext dsl, long operation) {
        return dsl.resultQuery(
                        "SELECT name FROM coppice.operation_step WHERE operation_id = {0} AND state = 'abandoned'",
                        operation)
                .fetchSet(row -> row.get(0, String.class));
    }
}
