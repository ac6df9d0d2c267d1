package dev.coppice.prune.internal.closure;

import dev.coppice.prune.internal.closure.Relation.Action;
import dev.coppice.prune.internal.closure.Relation.Kind;
import dev.coppice.prune.internal.read.Row;
import java.sql.SQLException;
import java.util.List;

/** A foreign key as the catalogue numbers it; of a partitioned table the top is its parent. Refused shapes are refused only once the closure comes by them. */
record ForeignKey(
        String name,
        long child,
        long parent,
        List<Integer> childColumns,
        List<Integer> parentColumns,
        List<Integer> setColumns,
        List<String> operators,
        Action action,
        boolean deferrable,
        Kind kind,
        Shape shape) {

    /** What sort of foreign key it is. */
    enum Shape {
        PLAIN,
        PERIOD,
        OF_PARTITION,
        TO_PARTITION
    }

    static ForeignKey read(Row row) throws SQLException {
        return new ForeignKey(
                row.text("conname"),
                row.number("child"),
                row.number("parent"),
                row.numbers("child_columns"),
                row.numbers("parent_columns"),
                row.numbers("set_columns"),
                row.texts("operators"),
                action(row.text("confdeltype")),
                row.truth("condeferrable"),
                kind(row),
                shape(row));
    }

    /** Whether the database sees to it. */
    boolean enforced() {
        return kind == Kind.FOREIGN_KEY;
    }

    /** Whether it says of the same columns what another says. */
    boolean repeats(ForeignKey other) {
        return child == other.child
                && parent == other.parent
                && childColumns.equals(other.childColumns)
                && parentColumns.equals(other.parentColumns);
    }

    /** Whether the database sets columns of the child. */
    boolean edits() {
        return action == Action.SET_NULL || action == Action.SET_DEFAULT;
    }

    private static Action action(String letter) {
        return switch (letter) {
            case "a" -> Action.NO_ACTION;
            case "r" -> Action.RESTRICT;
            case "c" -> Action.CASCADE;
            case "n" -> Action.SET_NULL;
            default -> Action.SET_DEFAULT;
        };
    }

    private static Kind kind(Row row) throws SQLException {
        if (row.truth("inherited")) {
            return Kind.INHERITED;
        }
        return row.truth("enforced") ? Kind.FOREIGN_KEY : Kind.DECLARED;
    }

    private static Shape shape(Row row) throws SQLException {
        if (row.truth("period")) {
            return Shape.PERIOD;
        }
        if (row.truth("of_partition")) {
            return Shape.OF_PARTITION;
        }
        return row.truth("to_partition") ? Shape.TO_PARTITION : Shape.PLAIN;
    }
}
