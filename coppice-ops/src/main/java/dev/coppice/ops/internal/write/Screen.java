package dev.coppice.ops.internal.write;

import dev.coppice.ops.internal.write.TableFacts.Column;
import dev.coppice.ops.internal.write.TableFacts.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which items of a batch look bad, by the table's own rules. The rows to be are laid out under the names of their columns, so
 * that the expressions of the catalogue can be asked as they stand. Defaults that are calls, and what triggers make of a row,
 * are not known beforehand: so this names suspects, never the guilty.
 */
final class Screen {
    private final TableFacts facts;
    private final List<String> sent;
    private final List<String> conditions = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final Set<String> unknown = new HashSet<>();
    private boolean complete = true;
    private boolean narrow;
    private String rows = "";
    private String guard = "true";

    private Screen(TableFacts facts, List<String> sent) {
        this.facts = facts;
        this.sent = sent;
    }

    /** New rows; with {@code arbiter}, rows that have equal values there are changed instead. */
    static Screen ofInsert(TableFacts facts, List<String> sent, List<String> arbiter, boolean triggered) {
        var screen = new Screen(facts, sent);
        screen.complete = !triggered;
        screen.layOutNew();
        screen.checkValues();
        facts.checks().forEach(screen::check);
        facts.uniques().forEach(rule -> screen.unique(rule, arbiter));
        facts.references().forEach(screen::reference);
        return screen;
    }

    /** Rows found by their first {@code keys} columns and changed in the others. */
    static Screen ofUpdate(TableFacts facts, List<String> sent, int keys) {
        var changed = sent.subList(keys, sent.size());
        var screen = new Screen(facts, changed);
        screen.layOutChanged(sent, keys);
        screen.checkValues();
        facts.checks().forEach(screen::check);
        facts.references().stream()
                .filter(rule -> rule.keys().stream().anyMatch(changed::contains))
                .forEach(screen::reference);
        return screen;
    }

    /** Rows found by their key, to be deleted. */
    static Screen ofPurge(TableFacts facts, List<String> sent) {
        var screen = new Screen(facts, List.of());
        screen.rows = "SELECT i.*, " + all(facts, "t") + " FROM coppice_item i LEFT JOIN " + facts.name() + " t ON "
                + match(sent, sent.size(), "t", "i");
        facts.referenced().stream().filter(Rule::second).forEach(screen::referenced);
        return screen;
    }

    /** Whether whatever can break a unique or exclusion rule among the items themselves is a suspect. */
    boolean isComplete() {
        return complete;
    }

    /** Whether its cost grows with the square of the items. */
    boolean isNarrow() {
        return narrow;
    }

    /** The items with their judgement, {@code coppice_suspect}. */
    String judged() {
        var extra = keys.isEmpty() ? "" : ", " + String.join(", ", keys);
        var suspect = conditions.isEmpty() ? "false" : String.join(" OR ", conditions);
        return "coppice_image AS MATERIALIZED (SELECT r.*" + extra + " FROM (" + rows + ") r), "
                + "coppice_judged AS MATERIALIZED (SELECT i.*, coalesce(" + guard + " AND (" + suspect
                + "), false) AS coppice_suspect FROM coppice_image i)";
    }

    private void layOutNew() {
        var cells = new ArrayList<String>();
        for (var column : facts.columns().values()) {
            var position = sent.indexOf(column.name());
            if (position >= 0) {
                cells.add("i.coppice_" + position + " AS " + quoted(column.name()));
            } else if (!column.generated()) {
                cells.add(fallback(column) + " AS " + quoted(column.name()));
            }
        }
        rows = withGenerated("SELECT i.*, " + String.join(", ", cells) + " FROM coppice_item i");
    }

    private void layOutChanged(List<String> all, int keyed) {
        var cells = facts.columns().values().stream()
                .filter(column -> !column.generated())
                .map(column -> {
                    var position = sent.indexOf(column.name());
                    return (position >= 0 ? "i.coppice_" + (keyed + position) : "t." + quoted(column.name())) + " AS "
                            + quoted(column.name());
                });
        guard = "i.coppice_found";
        rows = withGenerated(
                "SELECT i.*, " + cells.collect(Collectors.joining(", ")) + ", t.tableoid IS NOT NULL AS coppice_found"
                        + " FROM coppice_item i LEFT JOIN " + facts.name() + " t ON " + match(all, keyed, "t", "i"));
    }

    private String withGenerated(String inner) {
        var generated =
                facts.columns().values().stream().filter(Column::generated).toList();
        if (generated.isEmpty()) {
            return inner;
        }
        var cells = generated.stream().map(column -> {
            var expression = column.fallback();
            if (expression == null || expression.contains("?")) {
                unknown.add(column.name());
                return "NULL AS " + quoted(column.name());
            }
            return "(" + expression + ") AS " + quoted(column.name());
        });
        return "SELECT g.*, " + cells.collect(Collectors.joining(", ")) + " FROM (" + inner + ") g";
    }

    /** A default that is a constant is known; any other stands for a null, and what it makes for something nobody else has. */
    private String fallback(Column column) {
        var text = column.fallback();
        if (text != null && text.indexOf('(') < 0 && text.indexOf('?') < 0) {
            return text;
        }
        if (text != null || column.identity()) {
            unknown.add(column.name());
            complete &= column.identity()
                    || text == null
                    || text.startsWith("nextval(")
                    || text.equals("gen_random_uuid()");
        }
        return "cast(NULL AS " + column.type() + ")";
    }

    private void checkValues() {
        for (var name : sent) {
            var column = facts.columns().get(name);
            if (column == null) {
                continue;
            }
            var cell = "i." + quoted(name);
            if (column.required()) {
                conditions.add(cell + " IS NULL");
            }
        }
    }

    private void check(Rule rule) {
        var text = rule.text();
        if (text != null && !text.contains("?")) {
            keys.add("((" + text + ") IS FALSE) AS " + key("check"));
            conditions.add("i." + key("check", keys.size() - 1));
        }
    }

    private void unique(Rule rule, List<String> arbiter) {
        var exclusion = rule.number() > 0;
        var sameAsArbiter = rule.keys().size() == arbiter.size()
                && arbiter.stream().map(Screen::quotedIfNeeded).allMatch(rule.keys()::contains);
        if (sameAsArbiter) {
            return;
        }
        if (exclusion || rule.word().equals("part") || !isKnown(rule)) {
            complete = false;
            return;
        }
        if (rule.others().stream().anyMatch(unknown::contains)) {
            return;
        }
        var names = new ArrayList<String>();
        for (var expression : rule.keys()) {
            names.add(key("key"));
            keys.add("(" + expression + ") AS " + names.getLast());
        }
        var predicate = rule.text();
        var within = "true";
        if (predicate != null) {
            within = "i." + key("part");
            keys.add("(" + predicate + ") IS TRUE AS " + key("part"));
        }
        var operator = rule.first() ? " IS NOT DISTINCT FROM " : " = ";
        var present = rule.first()
                ? ""
                : names.stream().map(name -> " AND i." + name + " IS NOT NULL").collect(Collectors.joining());
        var group = names.stream().map(name -> "i." + name).collect(Collectors.joining(", "))
                + (predicate == null ? "" : ", " + within);
        var equal = IntStream.range(0, names.size())
                .mapToObj(position -> "(" + rule.keys().get(position) + ")" + operator + "i." + names.get(position))
                .collect(Collectors.joining(" AND "));
        var other = arbiter.isEmpty()
                ? ""
                : " AND ("
                        + arbiter.stream()
                                .map(column ->
                                        "coppice_other." + quoted(column) + " IS DISTINCT FROM i." + quoted(column))
                                .collect(Collectors.joining(" OR "))
                        + ")";
        // Grouped by hash: a window would sort the items by the rules of a language.
        conditions.add(
                "(" + within + present + " AND (i.coppice_ord NOT IN (SELECT min(i.coppice_ord) FROM coppice_image i"
                        + " GROUP BY " + group + ") OR EXISTS (SELECT FROM " + facts.name() + " coppice_other WHERE "
                        + equal
                        + (predicate == null ? "" : " AND (" + predicate + ")") + other + ")))");
    }

    private boolean isKnown(Rule rule) {
        return rule.keys().stream().noneMatch(expression -> expression.contains("?"))
                && (rule.text() == null || !rule.text().contains("?"))
                && rule.others().stream()
                        .noneMatch(name -> facts.columns().get(name) == null
                                || facts.columns().get(name).fuzzy());
    }

    private void reference(Rule rule) {
        if (!rule.second() || rule.keys().stream().anyMatch(unknown::contains)) {
            return;
        }
        var present = rule.keys().stream()
                .map(name -> "i." + quoted(name) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        var condition =
                "(" + present + " AND NOT EXISTS (SELECT FROM " + rule.text() + " p WHERE " + equal(rule, "p") + ")";
        if (rule.first()) {
            narrow = true;
            condition += " AND NOT EXISTS (SELECT FROM coppice_image p WHERE p.coppice_ord <= i.coppice_ord AND "
                    + equal(rule, "p") + ")";
        }
        conditions.add(condition + ")");
    }

    private void referenced(Rule rule) {
        if (rule.word().equals("a") || rule.word().equals("r")) {
            conditions.add("EXISTS (SELECT FROM " + rule.text() + " p WHERE "
                    + IntStream.range(0, rule.keys().size())
                            .mapToObj(position -> "p." + quoted(rule.keys().get(position)) + " = i."
                                    + quoted(rule.others().get(position)))
                            .collect(Collectors.joining(" AND "))
                    + ")");
        }
    }

    private static String equal(Rule rule, String other) {
        return IntStream.range(0, rule.keys().size())
                .mapToObj(position -> other + "." + quoted(rule.others().get(position)) + " = i."
                        + quoted(rule.keys().get(position)))
                .collect(Collectors.joining(" AND "));
    }

    private static String all(TableFacts facts, String alias) {
        return facts.columns().keySet().stream()
                .map(name -> alias + "." + quoted(name))
                .collect(Collectors.joining(", "));
    }

    /** Rows of {@code row} have the key that comes first in {@code item}. */
    static String match(List<String> columns, int keys, String row, String item) {
        return IntStream.range(0, keys)
                .mapToObj(position -> row + "." + quoted(columns.get(position)) + " = " + item + ".coppice_" + position)
                .collect(Collectors.joining(" AND "));
    }

    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** As the catalogue prints a column in an index: quoted only where it must be, which for reserved words is not known here. */
    private static String quotedIfNeeded(String name) {
        return name.matches("[a-z_][a-z0-9_$]*") ? name : quoted(name);
    }

    private String key(String kind) {
        return key(kind, keys.size());
    }

    private static String key(String kind, int number) {
        return "coppice_" + kind + "_" + number;
    }
}
