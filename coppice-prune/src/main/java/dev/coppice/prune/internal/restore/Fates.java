package dev.coppice.prune.internal.restore;

import dev.coppice.prune.OnConflict;
import dev.coppice.prune.RestoreOptions;
import dev.coppice.prune.internal.read.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What will become of archived rows, as one SQL expression over them: the same for rows that are staged and for rows that are
 * only looked at. Operators come from the indexes, so that values are compared as the table compares them. It is a forecast
 * that the insert itself proves: what another session adds meanwhile fails there, and the chunk is tried again.
 */
final class Fates {
    /** The row goes in. */
    static final int INSERTED = 0;

    /** The row was not asked for. */
    static final int UNWANTED = -1;

    /** The row that is there gets its values. */
    static final int REPLACED = -2;

    private static final String KEY_SETTING = "coppice.restore_key";

    private final TargetTable table;
    private final RestoreOptions options;

    Fates(TargetTable table, RestoreOptions options) {
        this.table = table;
        this.options = options;
    }

    /** Whether every row goes in, whatever it holds. */
    boolean trivial() {
        return table.rules().isEmpty() && wanted().isEmpty();
    }

    /** A query of {@code coppice_fate}, and of {@code places} where given, for the rows of a FROM item. */
    String query(String from, String places) {
        var inner = new ArrayList<String>();
        if (!places.isEmpty()) {
            inner.add(places + " AS coppice_place");
        }
        inner.add(wanted().map(condition -> "coalesce((" + condition + "\n), false)")
                        .orElse("true") + " AS coppice_wanted");
        for (var rule = 1; rule <= table.rules().size(); rule++) {
            asked(inner, rule);
        }
        for (var i = 0; i < table.fixed().size(); i++) {
            inner.add(Names.quoted(table.fixed().get(i)) + " AS coppice_fixed_" + i);
        }
        return "SELECT " + (places.isEmpty() ? "" : "asked.coppice_place, ") + fate() + " AS coppice_fate FROM (SELECT "
                + String.join(", ", inner) + " FROM " + from + " AS "
                + Names.quoted(table.archived().name())
                + ") AS asked";
    }

    /** The name of the constraint a fate stands for. */
    String constraint(int fate) {
        return fate == REPLACED
                ? table.key().map(UniqueRule::name).orElse("")
                : table.rules().get(fate - 1).name();
    }

    private void asked(List<String> inner, int number) {
        var rule = table.rules().get(number - 1);
        inner.add(rule.predicate()
                        .map(predicate -> "coalesce((" + predicate + "), false)")
                        .orElse("true") + " AS coppice_on_" + number);
        for (var part = 0; part < rule.parts().size(); part++) {
            inner.add(rule.parts().get(part).sql() + " AS coppice_" + number + "_" + part);
        }
    }

    private String fate() {
        var cases = new StringBuilder("CASE WHEN NOT asked.coppice_wanted THEN " + UNWANTED);
        if (options.onConflict() == OnConflict.REPLACE) {
            table.key().ifPresent(key -> cases.append(replaced(table.rules().indexOf(key) + 1)));
        }
        for (var rule = 1; rule <= table.rules().size(); rule++) {
            cases.append(" WHEN asked.coppice_on_" + rule + " AND ")
                    .append(exists(rule, ""))
                    .append(" THEN " + rule);
        }
        return cases + " ELSE " + INSERTED + " END";
    }

    // Where a third row forbids the old values, nothing is replaced. What is checked late may be right in the end.
    private String replaced(int key) {
        var cases = new StringBuilder();
        for (var rule = 1; rule <= table.rules().size(); rule++) {
            if (rule != key && table.rules().get(rule - 1).immediate()) {
                cases.append(" WHEN asked.coppice_on_" + rule + " AND ")
                        .append(exists(rule, " AND NOT (" + matched(key, "there.key") + ")"))
                        .append(" THEN " + rule);
            }
        }
        return cases + " WHEN " + exists(key, same()) + " THEN " + REPLACED;
    }

    private String same() {
        var same = new StringBuilder();
        for (var i = 0; i < table.fixed().size(); i++) {
            same.append(" AND there.coppice_fixed_" + i + " = asked.coppice_fixed_" + i);
        }
        return same.toString();
    }

    private String exists(int number, String further) {
        var rule = table.rules().get(number - 1);
        var read = new ArrayList<>(named(rule, "k"));
        if (!further.isEmpty()) {
            table.key().ifPresent(key -> read.addAll(named(key, "key")));
            for (var i = 0; i < table.fixed().size(); i++) {
                read.add(Names.quoted(table.fixed().get(i)) + " AS coppice_fixed_" + i);
            }
        }
        return "EXISTS (SELECT FROM (SELECT " + String.join(", ", read) + " FROM " + table.from()
                + rule.predicate().map(predicate -> " WHERE " + predicate).orElse("") + ") AS there WHERE "
                + matched(number, "there.k") + further + ")";
    }

    private static List<String> named(UniqueRule rule, String name) {
        return IntStream.range(0, rule.parts().size())
                .mapToObj(part -> rule.parts().get(part).sql() + " AS " + name + part)
                .toList();
    }

    private String matched(int number, String name) {
        var rule = table.rules().get(number - 1);
        var match = new ArrayList<String>();
        for (var part = 0; part < rule.parts().size(); part++) {
            var there = name + part;
            var asked = "asked.coppice_" + number + "_" + part;
            var equal = there + " " + rule.parts().get(part).operator() + " " + asked;
            match.add(
                    rule.nullsEqual() ? "(" + equal + " OR (" + there + " IS NULL AND " + asked + " IS NULL))" : equal);
        }
        return String.join(" AND ", match);
    }

    /** Which rows are asked for; empty for all. */
    private Optional<String> wanted() {
        return options.key().isEmpty() ? options.condition() : Optional.of(keyed(table));
    }

    /** The row whose key is in the setting. */
    static String keyed(TargetTable table) {
        var key = table.archived().key();
        return IntStream.range(0, key.size())
                .mapToObj(i -> {
                    var value = "((current_setting('" + KEY_SETTING + "')::text[])[" + (i + 1) + "])::"
                            + table.archived().column(key.get(i)).type();
                    return table.key()
                            .map(rule -> rule.parts().get(i))
                            .map(part -> part.sql() + " " + part.operator() + " (" + value + ")" + part.form())
                            .orElseGet(() -> Names.quoted(key.get(i)) + "::text = (" + value + ")::text");
                })
                .collect(Collectors.joining(" AND "));
    }

    /** Sets the key that {@link #keyed} reads, until the transaction ends. */
    static void setKey(Sql sql, RestoreOptions options) {
        if (!options.key().isEmpty()) {
            sql.set(KEY_SETTING, arrayLiteral(options.key()));
        }
    }

    /** Texts as PostgreSQL writes an array of them. */
    static String arrayLiteral(List<? extends @Nullable String> values) {
        return values.stream()
                .map(value -> value == null
                        ? "NULL"
                        : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
