package dev.coppice.ops.internal.prune;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.util.Collection;
import java.util.TreeSet;

/** What a prune refuses, in words. */
record PruneRefusals(String spec) {
    CoppiceException unbounded() {
        return refused(
                "unbounded",
                Kind.REFUSED,
                "It has no terminal condition and would match every row of the table.",
                "Add terminal(…), or call everything() if every row of the table may go.");
    }

    CoppiceException noAge() {
        return usage("no-age", "It has before(…), and no column that tells the age.", "Add age(column).");
    }

    CoppiceException unknownTable(String table) {
        return usage("unknown-table", "There is no table " + table + ".", "Check its schema and name.");
    }

    CoppiceException notATable(Object table) {
        return usage(
                "not-a-table",
                table + " is no table whose rows can be locked and deleted.",
                "Name a table, ordinary or partitioned.");
    }

    CoppiceException unknownColumn(Object table, String column) {
        return usage("unknown-column", "There is no column " + column + " in " + table + ".", "Check its name.");
    }

    CoppiceException notPermitted(Object table, Object right) {
        return usage(
                "not-permitted",
                "The role lacks " + right + " on " + table + "; locking a row asks for UPDATE on a column of it.",
                "Grant the right, or prune as another role.");
    }

    CoppiceException noKey(Object table) {
        return usage(
                "no-key",
                table + " has no primary key.",
                "Add keyedBy(columns) with the columns of a unique index that are never null.");
    }

    CoppiceException notAKey(Object table, Object columns) {
        return usage(
                "key-not-unique",
                "No unique index without predicate holds the columns " + columns + " of " + table
                        + ", or one of them may be null.",
                "Name all columns of a primary or unique key.");
    }

    CoppiceException ageType(String column, String type) {
        return usage(
                "age-type",
                "The age " + column + " is a " + type + ".",
                "Use a timestamp with time zone, a timestamp or a date.");
    }

    CoppiceException ageZone(String column, String type, boolean needed) {
        return usage(
                "age-zone",
                "The age " + column + " is a " + type
                        + (needed ? ", which a zone must be said for." : "; it has a zone."),
                needed ? "Use age(column, zone)." : "Use age(column).");
    }

    CoppiceException noReference(Object child, Object parent) {
        return usage(
                "no-reference",
                "It does not say by which columns " + child + " refers to " + parent + ".",
                "Add by(columns), and to(columns) where they refer to other columns than those of the key.");
    }

    CoppiceException cyclic(Collection<?> tables) {
        return usage(
                "cycle",
                "These tables refer to each other in a circle, so no order of deletes fits: "
                        + String.join(
                                ", ",
                                new TreeSet<>(
                                        tables.stream().map(Object::toString).toList()))
                        + ".",
                "Make one of the foreign keys deferrable and declare the children by cascade(…), or use a campaign.");
    }

    CoppiceException undeclared(Object child, Object constraint, Object parent) {
        return usage(
                "undeclared-cascade",
                "Deleting from " + parent + " would also delete rows of " + child + ", by " + constraint
                        + ", and the cascade does not name them.",
                "Add a CascadeChild for " + child + ", or use cascadeForeignKeys().");
    }

    CoppiceException hidden(Object child, Object constraint, Object parent) {
        return usage(
                "row-security",
                "Deleting from " + parent + " would also delete rows of " + child + ", by " + constraint
                        + ", which row security may hide from the role.",
                "Prune as a role that sees every row of " + child + ".");
    }

    CoppiceException temporal(Object constraint) {
        return usage(
                "period-key",
                "The foreign key " + constraint + " refers by PERIOD, which a cascade cannot follow.",
                "Purge the rows that refer first, and prune without them.");
    }

    CoppiceException compositeEntity(Object table, Object association) {
        return usage(
                "composite-entity",
                association + " names an entity by one column, and the key of " + table + " has more.",
                "Prune by a key of one column, or remove these associations by alsoInTransaction(…).");
    }

    CoppiceException kept(int chosen, int deleted) {
        return refused(
                "row-kept",
                Kind.CONFLICT,
                "Of " + chosen + " rows chosen, " + deleted + " were deleted: a trigger or rule keeps the others, or"
                        + " something its conditions look at was changed meanwhile.",
                "Look at the table's triggers and at what alsoInTransaction(…) does, then prune again.");
    }

    private CoppiceException usage(String reason, String found, String next) {
        return refused(reason, Kind.USAGE, found, next);
    }

    private CoppiceException refused(String reason, Kind kind, String found, String next) {
        return Fault.of("prune." + reason, kind)
                .refused("The prune of \"" + spec + "\" was refused.")
                .found(found)
                .changed("Nothing was deleted.")
                .next(next)
                .exception();
    }
}
