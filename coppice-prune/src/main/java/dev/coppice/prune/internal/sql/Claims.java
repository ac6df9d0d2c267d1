package dev.coppice.prune.internal.sql;

import dev.coppice.control.Holds;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.KeyColumn;
import dev.coppice.prune.internal.closure.RowIdentity;
import dev.coppice.prune.internal.policy.Eligibility;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/**
 * How the rows of the policy's own table are claimed. They are picked in one query and locked in another, because a row
 * that changes between the two comes back with its new age: a cursor taken from that would jump over rows that were never
 * looked at. So the cursor is that of the picked rows, and what was picked and not locked is known by number.
 */
public final class Claims {
    /** The age the cursor stands at; its keys are {@code coppice.after_k0} and so on. */
    public static final String AFTER_AGE = "coppice.after_age";

    private final Eligibility eligibility;
    private final KeySet roots;

    Claims(Eligibility eligibility, KeySet roots) {
        this.eligibility = eligibility;
        this.roots = roots;
    }

    /** The statement that claims; {@code first} without a cursor. */
    String claim(boolean first) {
        var table = roots.table();
        var picked = roots.narrowed(roots.prefix());
        var age = eligibility
                .age()
                .map(each -> ", " + table.qualified(each.column()) + " AS coppice_age")
                .orElse("");
        var conditions = new ArrayList<>(eligibility.conditions());
        conditions.add(notHeld(table));
        if (!first) {
            conditions.add(behindCursor());
        }
        return "WITH picked AS MATERIALIZED (\n"
                + "    SELECT " + picked.selected() + age + "\n"
                + "    FROM " + table.from() + "\n"
                + "    WHERE " + String.join("\n        AND ", conditions) + "\n"
                + "    ORDER BY " + order() + "\n"
                + "    LIMIT current_setting('coppice.limit')::bigint\n"
                + "),\n"
                + "locked AS (\n"
                + "    SELECT "
                + IntStream.range(0, picked.columns().size())
                        .mapToObj(i -> "picked.coppice_k" + i)
                        .collect(Collectors.joining(", "))
                + "\n"
                + "    FROM picked\n"
                + "    JOIN " + table.from() + " AS root ON " + rejoined() + "\n"
                + "    FOR UPDATE OF root SKIP LOCKED\n"
                + ")\n"
                + "SELECT " + picked.kept("locked") + ", count(*) AS locked,\n"
                + "    (SELECT count(*) FROM picked) AS picked" + cursor(picked) + "\n"
                + "FROM locked";
    }

    /** The statement that asks again and takes in hand what it finds. */
    String repeat() {
        var conditions = new ArrayList<String>();
        conditions.add(roots.foundOwn());
        conditions.addAll(eligibility.conditions());
        conditions.add(notHeld(roots.table()));
        return "WITH kept AS (\n"
                + "    SELECT " + roots.selected() + "\n"
                + "    FROM " + roots.table().from() + "\n"
                + "    WHERE " + String.join("\n        AND ", conditions) + "\n"
                + ")\n"
                + "SELECT " + roots.kept("kept") + ", count(*) AS kept\n"
                + "FROM kept";
    }

    /** The order rows are claimed in. */
    String order() {
        return Stream.concat(
                        eligibility.age().map(age -> roots.table().qualified(age.column())).stream(),
                        roots.identity().stream().map(key -> roots.table().qualified(key.column())))
                .collect(Collectors.joining(", "));
    }

    /** That a row is not held; a row without a primary key is held with its table alone. */
    public static String notHeld(ClosureTable table) {
        var key = table.identity().kind() == RowIdentity.Kind.PRIMARY_KEY
                ? table.identity().columns()
                : List.<KeyColumn>of();
        var fields = key.stream()
                .map(each -> DSL.field(DSL.name(
                        table.name().schema(),
                        table.name().name(),
                        each.column().name())))
                .toList();
        return DSL.using(SQLDialect.POSTGRES, new Settings().withRenderFormatted(false))
                .renderInlined(Holds.notHeld(table.name(), fields));
    }

    private String rejoined() {
        return IntStream.range(0, roots.identity().size())
                .mapToObj(i -> {
                    var key = roots.identity().get(i);
                    return key.column().of("root") + " " + key.equal() + " picked.coppice_k" + i;
                })
                .collect(Collectors.joining(" AND "));
    }

    private String cursor(KeySet picked) {
        var backwards = new ArrayList<String>();
        var names = new ArrayList<String>();
        eligibility.age().ifPresent(age -> names.add("age"));
        IntStream.range(0, picked.columns().size()).forEach(i -> names.add("k" + i));
        names.forEach(name -> backwards.add("picked.coppice_" + name + " DESC"));
        return names.stream()
                .map(name -> ",\n    (SELECT picked.coppice_" + name + "::text FROM picked ORDER BY "
                        + String.join(", ", backwards) + " LIMIT 1) AS after_" + name)
                .collect(Collectors.joining());
    }

    private String behindCursor() {
        var own = new ArrayList<String>();
        var theirs = new ArrayList<String>();
        eligibility.age().ifPresent(age -> {
            own.add(age.column().of(roots.table().sql()));
            theirs.add("current_setting('" + AFTER_AGE + "')::" + age.column().keyType());
        });
        for (var i = 0; i < roots.identity().size(); i++) {
            var column = roots.identity().get(i).column();
            own.add(column.of(roots.table().sql()));
            theirs.add("current_setting('coppice.after_k" + i + "')::" + column.keyType());
        }
        return roots.identity().stream().allMatch(KeyColumn::plain)
                ? "(" + String.join(", ", own) + ") > (" + String.join(", ", theirs) + ")"
                : unrolled(own, theirs);
    }

    /** The same comparison pair by pair, where a type keeps its operators outside of pg_catalog. */
    private String unrolled(List<String> own, List<String> theirs) {
        var ages = own.size() - roots.identity().size();
        var greater = new ArrayList<String>();
        var equal = new ArrayList<String>();
        if (ages == 1) {
            greater.add(">");
            equal.add("=");
        }
        roots.identity().forEach(key -> {
            greater.add(key.greater());
            equal.add(key.equal());
        });
        var alternatives = new ArrayList<String>();
        for (var i = 0; i < own.size(); i++) {
            var pairs = new ArrayList<String>();
            for (var j = 0; j < i; j++) {
                pairs.add(own.get(j) + " " + equal.get(j) + " " + theirs.get(j));
            }
            pairs.add(own.get(i) + " " + greater.get(i) + " " + theirs.get(i));
            alternatives.add(String.join(" AND ", pairs));
        }
        var bound = ages == 1 ? own.getFirst() + " >= " + theirs.getFirst() + " AND " : "";
        return bound + "(" + String.join(" OR ", alternatives) + ")";
    }
}
