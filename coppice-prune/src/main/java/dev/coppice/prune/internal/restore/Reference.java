package dev.coppice.prune.internal.restore;

import dev.coppice.control.TableName;
import java.util.List;

/**
 * A foreign key among tables, as far as it matters for putting rows back.
 *
 * @param name its name
 * @param child the table that has it
 * @param parent the table it names
 * @param sets the columns it sets when the parent's row goes
 * @param toDefault whether it sets them to their default
 */
record Reference(String name, TableName child, TableName parent, List<String> sets, boolean toDefault) {
    Reference {
        sets = List.copyOf(sets);
    }
}
