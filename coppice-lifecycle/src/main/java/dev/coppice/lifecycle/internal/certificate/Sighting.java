package dev.coppice.lifecycle.internal.certificate;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.sql.Transacting;
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

/**
 * What is seen of a resource in all stores of its kind, with the steps' own eyes and without their memory of having removed
 * it.
 *
 * @param seen what each step counted
 * @param unseen the stores that could not be looked at, and why
 */
record Sighting(List<LaterLook.Seen> seen, List<String> unseen) {
    static Sighting of(DataSource database, Kind kind, ResourceId id, Optional<Long> operation) {
        var memory = new Transacting(database).run(dsl -> Memory.of(dsl, kind, id, operation));
        var seen = new ArrayList<LaterLook.Seen>();
        var unseen = new ArrayList<String>();
        for (var declared : kind.steps()) {
            if (!memory.left().contains(declared.name())) {
                var progress = Optional.ofNullable(memory.progress().get(declared.name()));
                var most = kind.config().limits().stepTimeout();
                var context = new Looking(database, id, memory.columns(), progress, most);
                look(declared, context, seen, unseen);
            }
        }
        return new Sighting(seen, unseen);
    }

    /**
     * What the database knows of a resource and of its last teardown.
     *
     * @param columns the columns of its row, and those that were kept of it
     * @param progress what steps have put down, by name
     * @param left the steps that were left undone for good, or that nobody can see: the certificate says so
     */
    private record Memory(Map<String, String> columns, Map<String, String> progress, Set<String> left) {
        static Memory of(DSLContext dsl, Kind kind, ResourceId id, Optional<Long> operation) {
            var now =
                    kind.table().find(dsl, id.id()).map(KindTable.Row::columns).orElse(Map.of());
            return new Memory(
                    operation
                            .map(number -> new Ledger(dsl).columns(number, now))
                            .orElse(now),
                    operation.map(number -> progressOf(dsl, number)).orElse(Map.of()),
                    operation.map(number -> abandonedIn(dsl, number)).orElse(Set.of()));
        }
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

    private static Map<String, String> progressOf(DSLContext dsl, long operation) {
        return dsl.resultQuery(
                        "SELECT name, progress::text FROM coppice.operation_step"
                                + " WHERE operation_id = {0} AND progress IS NOT NULL",
                        operation)
                .fetchMap(row -> row.get(0, String.class), row -> row.get(1, String.class));
    }

    private static Set<String> abandonedIn(DSLContext dsl, long operation) {
        return dsl.resultQuery(
                        "SELECT name FROM coppice.operation_step WHERE operation_id = {0} AND state IN ('abandoned', 'unseen')",
                        operation)
                .fetchSet(row -> row.get(0, String.class));
    }
}
