package dev.coppice.prune.internal.partition;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.Holds;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Column;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.closure.RowIdentity;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * The rows of a partition, some pages at a time, so that no statement grows with it. A partition bears the name of the
 * policy's table in these statements, because the policy's condition may name that.
 */
public final class Contents {
    /** So many pages are looked at and archived at once: 32 MB at the usual size of a page. */
    public static final long PAGES = 4_096;

    private static final String UNKNOWN_TABLE = "42P01";

    private final CheckedPolicy policy;
    private final ClosureTable table;
    private final String alias;
    private final String may;
    private final String unheld;

    /** The rows of a policy's partitions; {@code holds} where holds can be seen. */
    public Contents(CheckedPolicy policy, boolean holds) {
        this.policy = policy;
        this.table = policy.closure().rootTable();
        this.alias = '"' + table.name().name().replace("\"", "\"\"") + '"';
        this.may = may();
        this.unheld = holds ? unheld() : "true";
    }

    /**
     * What was found.
     *
     * @param ranges where rows lie
     * @param staying why rows have to stay, as a sentence; then the ranges end where the first was found
     */
    public record Seen(List<Range> ranges, Optional<String> staying) {
        /** Copies the ranges. */
        public Seen {
            ranges = List.copyOf(ranges);
        }

        /** How many rows there are. */
        public long rows() {
            return ranges.stream().mapToLong(Range::rows).sum();
        }
    }

    /** Looks at every row of a partition, up to the first pages where one has to stay. */
    public Seen look(Sql sql, Unit unit) {
        return look(sql, unit, () -> {});
    }

    /** The same; calls {@code between} before each statement that looks at rows, of it or of those that name it: any may take long. */
    public Seen look(Sql sql, Unit unit, Runnable between) {
        try {
            return sql.guarded(() -> looked(sql, unit, between));
        } catch (SqlFailure refused) {
            if (refused.state().equals(UNKNOWN_TABLE)) {
                return new Seen(
                        List.of(),
                        Optional.of("The policy's condition names the table with its schema; its bare name, or columns"
                                + " alone, can be asked of a partition."));
            }
            throw refused;
        }
    }

    private Seen looked(Sql sql, Unit unit, Runnable between) {
        var ranges = new ArrayList<Range>();
        for (var leaf : unit.leaves()) {
            for (var from = 0L; from < leaf.pages(); from += PAGES) {
                between.run();
                var range = new Range(leaf, from, Math.min(leaf.pages(), from + PAGES), 0);
                var counts = sql.one(
                        counting(range), row -> List.of(row.number("n"), row.number("staying"), row.number("held")));
                if (counts.get(1) + counts.get(2) > 0) {
                    return new Seen(ranges, Optional.of(staying(counts.get(1), counts.get(2))));
                }
                if (counts.getFirst() > 0) {
                    ranges.add(new Range(leaf, from, range.to(), counts.getFirst()));
                }
            }
        }
        return new Seen(ranges, referring(sql, unit, between));
    }

    private static String staying(long young, long held) {
        return held > 0
                ? "Of the rows looked at, " + held + " are held."
                : "Of the rows looked at, " + young + " do not meet the policy.";
    }

    private Optional<String> referring(Sql sql, Unit unit, Runnable between) {
        for (var relation : policy.closure().relations().distinct().toList()) {
            for (var leaf : relation.parent().equals(table.name()) ? unit.leaves() : List.<Leaf>of()) {
                between.run();
                boolean there = sql.one(referring(relation, leaf), row -> row.truth("there"));
                if (there) {
                    return Optional.of("Rows of " + relation + " name rows of it.");
                }
            }
        }
        return Optional.empty();
    }

    private String referring(Relation relation, Leaf leaf) {
        var child = policy.closure().table(relation.child());
        var pairs = IntStream.range(0, relation.childColumns().size())
                .mapToObj(i -> child.value(child.column(relation.childColumns().get(i))) + " "
                        + relation.operators().get(i) + " "
                        + table.column(relation.parentColumns().get(i)).of(alias))
                .collect(joining(" AND "));
        return "SELECT EXISTS (SELECT FROM " + child.from() + " JOIN " + from(leaf) + " ON " + pairs + ") AS there";
    }

    private String counting(Range range) {
        return "SELECT count(*) AS n, count(*) FILTER (WHERE NOT " + may + ") AS staying, count(*) FILTER (WHERE NOT ("
                + unheld + ")) AS held FROM " + from(range.leaf()) + within(range);
    }

    /** The rows of some pages, with the columns of the policy's table in their order. */
    public String rows(Range range) {
        var columns = table.columns().stream().map(this::own).collect(joining(", "));
        return "SELECT " + columns + " FROM " + from(range.leaf()) + within(range);
    }

    private String from(Leaf leaf) {
        return "ONLY " + leaf.sql() + " AS " + alias;
    }

    private String within(Range range) {
        return " WHERE " + alias + ".ctid >= '(" + range.from() + ",0)'::tid AND " + alias + ".ctid < '(" + range.to()
                + ",0)'::tid";
    }

    private String may() {
        var conditions = new ArrayList<String>();
        // A line of its own, because the text may end in a comment.
        policy.eligibility().when().ifPresent(text -> conditions.add("(" + text + "\n)"));
        policy.eligibility().age().ifPresent(age -> conditions.add(own(age.column()) + " < " + age.horizon()));
        return "coalesce(" + String.join(" AND ", conditions) + ", false)";
    }

    // One without a primary key is held with its whole table.
    private String unheld() {
        var keys = new ArrayList<Field<?>>();
        if (table.identity().kind() == RowIdentity.Kind.PRIMARY_KEY) {
            table.identity()
                    .columns()
                    .forEach(key -> keys.add(
                            DSL.field(DSL.name(table.name().name(), key.column().name()))));
        }
        return DSL.using(SQLDialect.POSTGRES).renderInlined(Holds.notHeld(table.name(), keys));
    }

    private String own(Column column) {
        return alias + "." + column.sql();
    }
}
