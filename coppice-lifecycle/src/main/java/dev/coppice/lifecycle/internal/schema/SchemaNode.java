package dev.coppice.lifecycle.internal.schema;

import java.util.List;
import java.util.Set;

/**
 * Something in a schema that others may need before they can be made. A value for any thread.
 *
 * @param key its class and object number
 * @param sort what it is, such as {@code table}
 * @param name its name, for people
 * @param statements what makes it
 * @param needs the keys of what has to be there before
 */
record SchemaNode(String key, String sort, String name, List<String> statements, Set<String> needs) {
    /** Copies the collections. */
    SchemaNode {
        statements = List.copyOf(statements);
        needs = Set.copyOf(needs);
    }

    /** Whether rows are kept in it, so that it has to be there before they come. */
    boolean holdsRows() {
        return sort.equals("table");
    }

    /** Whether it is computed from rows, so that it is made once they are there. */
    boolean computed() {
        return sort.equals("view") || sort.equals("materialized view");
    }
}
