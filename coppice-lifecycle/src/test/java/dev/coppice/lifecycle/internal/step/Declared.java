package dev.coppice.lifecycle.internal.step;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Kinds of tests, declared as users declare them. */
final class Declared {
    private final KindConfig kind;

    private Declared(KindConfig kind) {
        this.kind = kind;
    }

    /** A kind of things in the test's schema with these steps; {@code ${schema}} is that schema. */
    static Declared in(TestDatabase db, String steps) {
        return of(db.schema(), steps);
    }

    /** A kind of things in a schema with these steps. */
    static Declared of(String schema, String steps) {
        var yaml = """
                kinds:
                  thing:
                    table: ${schema}.thing
                    key: thing_id
                    status: status
                    steps:
                """ + steps.indent(6);
        return new Declared(Objects.requireNonNull(new CoppiceYaml(List.of(KindConfig.SECTION))
                .parse("coppice.yaml", yaml.replace("${schema}", schema))
                .all(KindConfig.SECTION)
                .get("thing")));
    }

    KindConfig kind() {
        return kind;
    }

    Step step(String name) {
        var declared = kind.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Steps.of(kind, declared, Map.of());
    }

    Backed backed(String name) {
        return (Backed) step(name);
    }
}
