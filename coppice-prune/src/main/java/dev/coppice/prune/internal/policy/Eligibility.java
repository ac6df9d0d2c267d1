package dev.coppice.prune.internal.policy;

import dev.coppice.prune.internal.closure.ClosureTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which rows of a table a policy means. The condition is the user's text; it may stand only where the table is the only one
 * in scope, by its own name, so that its columns mean what they meant when it was checked.
 *
 * @param table the table
 * @param when the condition, checked
 * @param age the age, where there is one
 * @param selfContained whether the condition looks at its own row alone
 */
public record Eligibility(ClosureTable table, Optional<String> when, Optional<Age> age, boolean selfContained) {
    /** The conditions, to be joined by AND. */
    public List<String> conditions() {
        var conditions = new ArrayList<String>();
        // A line of its own, because the text may end in a comment.
        when.ifPresent(text -> conditions.add("(" + text + "\n)"));
        age.ifPresent(each -> conditions.add(table.qualified(each.column()) + " < " + each.horizon()));
        return conditions;
    }
}
