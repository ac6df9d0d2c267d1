package dev.coppice.lifecycle.internal.kind;

import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import java.util.List;

/**
 * A kind as declared and checked. A value for any thread.
 *
 * @param name its name
 * @param config its declaration
 * @param table its resources
 * @param steps its steps in an order they may run in; {@code after} of each is complete, barriers included
 */
public record Kind(String name, KindConfig config, KindTable table, List<DeclaredStep> steps) {
    /** Copies the steps. */
    public Kind {
        steps = List.copyOf(steps);
    }

    /** A resource of it by the one spelling of its id: holds, operations, backups and certificates are found by that alone. */
    public ResourceId resource(String id) {
        return new ResourceId(name, table.spelled(id));
    }

    /** Whether it has no table of its own, and its resources lie in that of Coppice. */
    public boolean shared() {
        return config.table().equals(TableFields.SHARED);
    }
}
