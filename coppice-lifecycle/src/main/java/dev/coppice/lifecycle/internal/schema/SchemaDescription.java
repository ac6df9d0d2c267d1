package dev.coppice.lifecycle.internal.schema;

import dev.coppice.control.TableName;
import java.util.List;

/**
 * A schema as statements. A value for any thread.
 *
 * @param before what makes it, before its rows are loaded
 * @param after what completes it once they are
 * @param tables the tables that hold rows themselves, children of others before these
 * @param remarks what the statements do not bring back, for people
 */
public record SchemaDescription(List<String> before, List<String> after, List<TableName> tables, List<String> remarks) {
    /** Copies the lists. */
    public SchemaDescription {
        before = List.copyOf(before);
        after = List.copyOf(after);
        tables = List.copyOf(tables);
        remarks = List.copyOf(remarks);
    }
}
