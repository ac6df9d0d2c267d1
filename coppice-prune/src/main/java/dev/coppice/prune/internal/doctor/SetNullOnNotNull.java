package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.closure.Relation;
import java.util.stream.Stream;

/** What the database will do to rows that stay; a column that is emptied and may not be empty stops every delete. */
final class SetNullOnNotNull implements Check {
    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection.closure().edited().stream().map(relation -> finding(inspection, relation));
    }

    private static Finding finding(Inspection inspection, Relation relation) {
        var table = inspection.closure().table(relation.child());
        var impossible = relation.rule().action() == Relation.Action.SET_NULL
                && relation.rule().setColumns().stream()
                        .anyMatch(column -> table.column(column).notNull());
        return new Finding(
                "edited-rows",
                impossible ? Severity.BLOCK : Severity.INFO,
                relation.toString(),
                impossible
                        ? "The foreign key " + relation.name()
                                + " empties a column that may not be empty: every delete of a named row fails."
                        : "Rows of " + relation.child() + " stay and their columns are "
                                + change(relation)
                                + "; the old values are kept with the archive.",
                impossible
                        ? "ALTER TABLE " + table.sql() + " ALTER COLUMN "
                                + table.column(relation.rule().setColumns().getFirst())
                                        .sql() + " DROP NOT NULL;"
                        : "");
    }

    private static String change(Relation relation) {
        return switch (relation.rule().action()) {
            case SET_NULL -> "emptied";
            case FORGET -> "changed as the subject's map says";
            default -> "set to defaults";
        };
    }
}
