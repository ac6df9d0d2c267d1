package dev.coppice.ops.internal.write;

import static java.util.Objects.requireNonNull;

import dev.coppice.ops.Violation;
import dev.coppice.ops.internal.transaction.Session;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jooq.Result;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue says of a table that decides whether its items may be written together, and which of them look bad: read
 * once for a batch. Tables of one partition tree count as one.
 *
 * @param name the table, qualified and quoted
 */
record TableFacts(
        String name,
        boolean plain,
        boolean selective,
        Map<String, Column> columns,
        List<Rule> uniques,
        List<Rule> checks,
        List<Rule> references,
        List<Rule> referenced,
        List<Trigger> triggers,
        Set<String> independentGates) {

    /**
     * A column.
     *
     * @param type what an array of its values is cast to
     * @param fallback the default's text
     * @param limit its type modifier
     */
    record Column(
            String name,
            ColumnKind kind,
            String type,
            @Nullable String fallback,
            boolean generated,
            boolean identity,
            boolean required,
            boolean fuzzy,
            int limit) {}

    /**
     * A constraint or unique index.
     *
     * @param text a check's expression, an index's predicate, or the other table
     * @param keys its columns or expressions
     * @param others the other table's columns, the columns an index involves, or an exclusion's operators
     * @param first nulls not distinct; for a foreign key: within the table itself
     * @param second deferrable; for a foreign key: the other table can be read
     * @param word what a delete does to the referring rows
     */
    record Rule(
            String name,
            @Nullable String text,
            List<String> keys,
            List<String> others,
            boolean first,
            boolean second,
            String word,
            int number) {}

    /** A trigger that a user made, with its function's source. */
    record Trigger(int type, String language, String source) {
        boolean firesOn(int events) {
            return (type & events) != 0;
        }
    }

    static Optional<TableFacts> read(Session session, String table, List<String> gateTables) {
        var rows = session.query(CatalogueSql.FACTS, List.of(table, ArrayLiteral.of(gateTables)), List.of());
        return rows.stream()
                .filter(row -> text(row, "kind").equals("table"))
                .findFirst()
                .map(own -> of(own, rows));
    }

    private static TableFacts of(Record own, Result<Record> rows) {
        var columns = new HashMap<String, Column>();
        all(rows, "column").forEach(row -> columns.put(text(row, "name"), column(row)));
        var gates = new HashSet<String>();
        all(rows, "gate").filter(row -> flag(row, "first")).forEach(row -> gates.add(text(row, "name")));
        return new TableFacts(
                text(own, "name"),
                flag(own, "first") && all(rows, "opaque").findAny().isEmpty(),
                flag(own, "second"),
                columns,
                Stream.concat(rules(rows, "unique").stream(), rules(rows, "exclusion").stream())
                        .toList(),
                rules(rows, "check"),
                rules(rows, "reference"),
                rules(rows, "referenced"),
                all(rows, "trigger")
                        .map(row -> new Trigger(number(row), text(row, "word"), text(row, "content")))
                        .toList(),
                gates);
    }

    /** Whether rows may be written together as far as triggers go: none fires, or those that do only look at their row. */
    boolean triggersAllow(int events) {
        return triggers.stream().filter(trigger -> trigger.firesOn(events)).allMatch(PlainTrigger::is);
    }

    boolean hasTriggers(int events) {
        return triggers.stream().anyMatch(trigger -> trigger.firesOn(events));
    }

    /** Whether a change of these columns can decide what happens to another row of the same batch. */
    boolean concernsOthers(Set<String> changed, Predicate<Rule> unique) {
        return uniques.stream()
                        .filter(unique)
                        .anyMatch(rule -> rule.others().stream().anyMatch(changed::contains))
                || referenced.stream().anyMatch(rule -> rule.others().stream().anyMatch(changed::contains));
    }

    /** A column that is there. */
    Column column(String name) {
        return requireNonNull(columns.get(name), name);
    }

    boolean refersToItself() {
        return references.stream().anyMatch(Rule::first);
    }

    /**
     * Whether a later row may be the one that an earlier row refers to, and rules of a kind are asked after that reference:
     * such a rule would then be named in its place.
     */
    boolean mendsBefore(Violation.Kind kind) {
        return refersToItself()
                && (kind == Violation.Kind.FOREIGN_KEY
                        ? references.size() > 1
                        : uniques.stream().anyMatch(Rule::second));
    }

    private static Column column(Record row) {
        var traits = list(row, "keys");
        var kind = ColumnKind.of(text(row, "word"));
        // The name of a padded or limited text type would cut or fill what the column itself refuses or fills.
        var type = kind == ColumnKind.TEXT || kind == ColumnKind.PADDED ? "text" : text(row, "content");
        return new Column(
                text(row, "name"),
                kind,
                type,
                row.get("extra", String.class),
                traits.contains("generated"),
                traits.contains("identity"),
                flag(row, "first"),
                flag(row, "second"),
                number(row));
    }

    private static List<Rule> rules(Result<Record> rows, String kind) {
        return all(rows, kind).map(TableFacts::rule).toList();
    }

    private static Rule rule(Record row) {
        return new Rule(
                text(row, "name"),
                row.get("content", String.class),
                list(row, "keys"),
                list(row, "others"),
                flag(row, "first"),
                flag(row, "second"),
                text(row, "word"),
                number(row));
    }

    private static Stream<Record> all(Result<Record> rows, String kind) {
        return rows.stream().filter(row -> text(row, "kind").equals(kind));
    }

    private static String text(Record row, String field) {
        var text = row.get(field, String.class);
        return text == null ? "" : text;
    }

    private static boolean flag(Record row, String field) {
        return Boolean.TRUE.equals(row.get(field, Boolean.class));
    }

    private static int number(Record row) {
        var number = row.get("number", Integer.class);
        return number == null ? 0 : number;
    }

    private static List<String> list(Record row, String field) {
        var list = row.get(field, String[].class);
        return list == null ? List.of() : Arrays.asList(list);
    }
}
