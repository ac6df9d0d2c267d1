package dev.coppice.lifecycle.internal.kind;

import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jooq.DSLContext;

/**
 * The way down from a resource, a parent before its children. Locks nothing. Where the rows are a circle, the resource is found
 * below itself, and nothing twice.
 *
 * @param dsl the transaction
 * @param table the resources
 */
public record Descent(DSLContext dsl, KindTable table) {
    /** All below a resource, the dead too: something that lives may be below them. */
    public List<Row> all(String id) {
        return below(id, row -> true);
    }

    /** The nearest below a resource that live, and the dead between. */
    public List<Row> nearest(String id) {
        return below(id, row -> !lives(row));
    }

    /** Whether a resource is not deprovisioned. */
    public static boolean lives(Row row) {
        return row.status() != ResourceStatus.DEPROVISIONED;
    }

    private List<Row> below(String id, Predicate<Row> through) {
        var found = new LinkedHashMap<String, Row>();
        gather(id, through, found);
        return List.copyOf(found.values());
    }

    private void gather(String id, Predicate<Row> through, Map<String, Row> found) {
        for (var child : table.children(dsl, id)) {
            if (found.putIfAbsent(child.id(), child) == null && through.test(child)) {
                gather(child.id(), through, found);
            }
        }
    }
}
