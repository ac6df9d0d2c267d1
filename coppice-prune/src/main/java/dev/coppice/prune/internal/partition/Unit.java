package dev.coppice.prune.internal.partition;

import dev.coppice.control.TableName;
import java.util.List;

/**
 * A partition, with all below it, whose bounds say that every row in it is old enough.
 *
 * @param oid its number in the catalogue
 * @param name its name
 * @param sql its name as a statement spells it
 * @param parentSql the table it is a partition of, as a statement spells it
 * @param bounds which rows it takes, as the catalogue says it
 * @param leaves the partitions below it that hold rows; itself where it has none below
 * @param bytes how many bytes it takes, indexes and all
 * @param rows how many rows by the statistics; below 0 where they say nothing
 */
public record Unit(
        long oid,
        TableName name,
        String sql,
        String parentSql,
        String bounds,
        List<Leaf> leaves,
        long bytes,
        long rows) {
    /** Copies the leaves. */
    public Unit {
        leaves = List.copyOf(leaves);
    }

    /** Whether it is the same partition of the same rows, whatever its size. */
    public boolean same(Unit other) {
        return oid == other.oid
                && sql.equals(other.sql)
                && parentSql.equals(other.parentSql)
                && bounds.equals(other.bounds)
                && leaves.stream()
                        .map(Leaf::oid)
                        .toList()
                        .equals(other.leaves.stream().map(Leaf::oid).toList());
    }

    /** Keeps everybody but readers out of it. */
    public String lock() {
        return "LOCK TABLE " + sql + " IN EXCLUSIVE MODE";
    }

    /** Takes it out of its parent; refused by the database while rows name its rows. */
    public String detach() {
        return "ALTER TABLE " + parentSql + " DETACH PARTITION " + sql;
    }

    /** Drops it. */
    public String drop() {
        return "DROP TABLE " + sql;
    }
}
