package dev.coppice.ops.internal.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * One table, as the catalogue knows it and as the role of the session may use it.
 *
 * @param keys columns of each unique index without predicate or expression, the primary key first
 * @param ancestors the partitioned tables it is a part of
 */
public record Relation(
        long oid,
        String schema,
        String name,
        Kind kind,
        List<Column> columns,
        List<List<String>> keys,
        Set<Long> ancestors,
        Set<Right> rights) {
    /** The sorts of relation. */
    public enum Kind {
        /** An ordinary table, which may have inheritors. */
        PLAIN,
        /** A partitioned table. */
        PARTITIONED,
        /** A view, a foreign table, anything whose rows cannot be locked and deleted here. */
        OTHER
    }

    /** What a role may do with some column, or with the table. */
    public enum Right {
        /** May read. */
        SELECT,
        /** May change at least one column, which locking a row asks for. */
        UPDATE,
        /** May delete. */
        DELETE,
        /** Meets every row; row security hides none. */
        EVERY_ROW
    }

    /**
     * One column.
     *
     * @param type its type without length or precision, as a cast takes it
     * @param base the same, of the type below a domain
     */
    public record Column(String name, String type, String base, boolean required) {}

    /** The column of that name. */
    public Optional<Column> column(String called) {
        return columns.stream().filter(column -> column.name().equals(called)).findFirst();
    }

    /** Whether a row of one can be a row of the other: they are the same, or one is a partition of the other. */
    public boolean sharesRowsWith(Relation other) {
        return equals(other) || ancestors.contains(other.oid) || other.ancestors.contains(oid);
    }

    /** The table by its quoted name. */
    public Table<Record> table() {
        return DSL.table(DSL.name(schema, name));
    }

    /** The rows stored in this table itself: those of an inheritor belong to a table of their own. */
    public Table<Record> rows() {
        return kind == Kind.PLAIN ? DSL.table("only {0}", table()) : table();
    }

    /** Schema and name, without quotes. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
