package dev.coppice.prune.internal.closure;

import dev.coppice.control.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * That rows of one table name rows of another.
 *
 * @param kind how it is declared
 * @param name the constraint, or the column of an association
 * @param child the table that names
 * @param childColumns with these columns
 * @param parent the table that is named
 * @param parentColumns by these columns, in the same order
 * @param operators the operator that compares each pair, the child's column first
 * @param rule what happens to the child
 * @param support whether an index leads to the children of a parent
 */
public record Relation(
        Kind kind,
        String name,
        TableName child,
        List<String> childColumns,
        TableName parent,
        List<String> parentColumns,
        List<String> operators,
        Rule rule,
        Support support) {

    /** How a relation is declared. */
    public enum Kind {
        /** A foreign key that the database enforces. */
        FOREIGN_KEY,
        /** A foreign key that it does not enforce: nothing happens unless we do it. */
        DECLARED,
        /** A foreign key of a table it inherits from, which the database does not enforce for its rows. */
        INHERITED,
        /** Rows that name an entity by type and id. */
        ASSOCIATION
    }

    /** What the database does to the child when its parent goes. */
    public enum Action {
        /** It refuses, at the latest at commit. */
        NO_ACTION,
        /** It refuses at once. */
        RESTRICT,
        /** It deletes it. */
        CASCADE,
        /** It empties the columns. */
        SET_NULL,
        /** It sets the columns to their defaults. */
        SET_DEFAULT,
        /** Nothing: we change the row before its parent goes, as a subject's map says. */
        FORGET
    }

    /**
     * What happens to the child.
     *
     * @param action what the database does
     * @param deferrable whether it may be checked later
     * @param setColumns the columns it sets; those of the key unless narrowed
     * @param type the column and value that tell whose association it is
     * @param constants what columns are set to that are not emptied, where we set them
     */
    public record Rule(
            Action action,
            boolean deferrable,
            List<String> setColumns,
            Optional<TypeMark> type,
            Map<String, String> constants) {
        /** Copies the columns. */
        public Rule {
            setColumns = List.copyOf(setColumns);
            constants = Map.copyOf(constants);
        }

        /** What happens without us. */
        public Rule(Action action, boolean deferrable, List<String> setColumns, Optional<TypeMark> type) {
            this(action, deferrable, setColumns, type, Map.of());
        }
    }

    /**
     * What tells whose association a row is.
     *
     * @param column the column with the type
     * @param value the type
     */
    public record TypeMark(String column, String value) {}

    /** Whether an index leads from a parent to its children. */
    public enum Support {
        /** One covers all columns. */
        FULL,
        /** One covers some of them. */
        PARTLY,
        /** None does: each look-up reads the whole table. */
        NONE
    }

    /** Copies the lists. */
    public Relation {
        childColumns = List.copyOf(childColumns);
        parentColumns = List.copyOf(parentColumns);
        operators = List.copyOf(operators);
    }

    /** Whether the database acts on it by itself. */
    public boolean enforced() {
        return kind == Kind.FOREIGN_KEY;
    }

    /** Whether a child stays when its parent goes, with other values. */
    public boolean edits() {
        return rule.action() == Action.SET_NULL || rule.action() == Action.SET_DEFAULT || forgets();
    }

    /** Whether we change the child ourselves. */
    public boolean forgets() {
        return rule.action() == Action.FORGET;
    }

    /** Whether a table names itself. */
    public boolean self() {
        return child.equals(parent);
    }

    @Override
    public String toString() {
        return child + " (" + String.join(", ", childColumns) + ")";
    }
}
