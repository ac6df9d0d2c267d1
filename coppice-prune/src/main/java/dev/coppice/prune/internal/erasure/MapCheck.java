package dev.coppice.prune.internal.erasure;

import dev.coppice.control.TableName;
import dev.coppice.prune.Subject;
import dev.coppice.prune.SubjectTable;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.closure.Relation.Kind;
import dev.coppice.prune.internal.closure.RowIdentity;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Holds a subject's map against what the catalogue reaches: every table has its say, and what it says can be done. */
final class MapCheck {
    // Expressions have no column, and are not looked into.
    // language=SQL
    private static final String UNIQUE = """
            SELECT
                i.indnullsnotdistinct AS alike,
                ARRAY(
                    SELECT a.attname::text
                    FROM generate_series(0, i.indnkeyatts - 1) AS n
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n]
                    ORDER BY n
                ) AS columns
            FROM pg_catalog.pg_index AS i
            WHERE i.indrelid = ?::bigint::oid AND i.indisunique
            ORDER BY i.indexrelid
            """;

    private final Sql sql;
    private final Subject subject;
    private final Closure closure;
    private final List<String> problems = new ArrayList<>();

    private MapCheck(Sql sql, Subject subject, Closure closure) {
        this.sql = sql;
        this.subject = subject;
        this.closure = closure;
    }

    /** Everything that does not fit, sentence by sentence. */
    static List<String> problems(Sql sql, Subject subject, Closure closure) {
        var check = new MapCheck(sql, subject, closure);
        check.identity();
        check.unspoken();
        check.unreached();
        check.ownTable();
        closure.edited().forEach(check::staying);
        subject.config().tables().forEach(check::columns);
        return check.problems.stream().distinct().toList();
    }

    private void identity() {
        if (closure.rootTable().identity().kind() == RowIdentity.Kind.PLACE) {
            problems.add(
                    closure.root() + " has neither a primary key nor a unique index over columns that are never null:"
                            + " no subject can be named.");
        }
    }

    private void unspoken() {
        closure.tables().keySet().stream()
                .filter(table ->
                        !table.equals(closure.root()) && keys(table).findAny().isPresent())
                .filter(table -> spoken(table).isEmpty())
                .sorted(Comparator.comparing(TableName::spelled))
                .forEach(table -> problems.add("Rows of " + table + " are reached over " + ways(table)
                        + ", and the map does not say what becomes of them. Add to tables:  " + line(table)));
    }

    private void unreached() {
        subject.config().tables().stream()
                .map(SubjectTable::table)
                .filter(table -> !closure.tables().containsKey(table))
                .forEach(table -> problems.add(
                        table + " is named, but no foreign key leads from it to rows that go. Take it out."));
    }

    /** A person's manager is not to be deleted with the person. */
    private void ownTable() {
        for (var relation : closure.into(closure.root())) {
            problems.add("Other rows of " + closure.root() + " are reached over " + relation
                    + ", and would have to go. Add to tables:  { table: "
                    + relation.child().spelled() + ", forget: [" + String.join(", ", relation.childColumns()) + "] }");
        }
    }

    private void staying(Relation relation) {
        if (!relation.forgets()) {
            return;
        }
        var table = closure.table(relation.child());
        var emptied = relation.rule().setColumns().stream()
                .filter(relation.childColumns()::contains)
                .filter(column -> !relation.rule().constants().containsKey(column))
                .toList();
        var full = emptied.stream().filter(name -> table.column(name).notNull()).toList();
        if (emptied.isEmpty() || !full.isEmpty()) {
            problems.add("Rows of " + relation.child() + " are to stay, but ("
                    + String.join(", ", relation.childColumns())
                    + ") names rows of " + relation.parent()
                    + " that go and may not be empty. Delete them, keep what they"
                    + " name out of reach, or:  ALTER TABLE " + table.sql() + " ALTER COLUMN "
                    + table.column(full.isEmpty() ? relation.childColumns().getFirst() : full.getFirst())
                            .sql()
                    + " DROP NOT NULL;");
        }
        if (subject.config().archive().isPresent() && table.identity().kind() != RowIdentity.Kind.PRIMARY_KEY) {
            problems.add("Rows of " + relation.child()
                    + " are changed and have no primary key: what they were cannot be archived. Give them one.");
        }
    }

    private void columns(SubjectTable spoken) {
        var table = closure.tables().get(spoken.table());
        if (table == null) {
            return;
        }
        var bound = bound(table);
        spoken.forget().stream()
                .filter(name -> closure.relations()
                        .noneMatch(relation -> relation.child().equals(table.name())
                                && relation.childColumns().contains(name)))
                .forEach(name -> problems.add(table + "." + name
                        + " is to be forgotten, but is no column of a foreign key to rows that go."));
        Stream.concat(spoken.clear().stream(), spoken.set().keySet().stream())
                .filter(name -> usable(table, name, bound))
                .filter(spoken.clear()::contains)
                .filter(name -> table.column(name).notNull())
                .forEach(name -> problems.add(table + "." + name + " is to be cleared, but may not be empty."));
        spoken.set().entrySet().stream()
                .filter(entry -> table.find(entry.getKey()).isPresent())
                .forEach(entry -> constant(table, entry));
        if (!spoken.set().isEmpty()) {
            unique(table, spoken);
        }
    }

    /** The second row that is set to the same would be refused, unless something in its place in the index is emptied. */
    private void unique(ClosureTable table, SubjectTable spoken) {
        var emptied = closure.edited().stream()
                .filter(relation -> relation.forgets() && relation.child().equals(table.name()))
                .map(relation -> relation.rule().setColumns().stream()
                        .filter(column -> !spoken.set().containsKey(column))
                        .toList())
                .toList();
        for (var index : sql.list(UNIQUE, row -> Map.entry(row.texts("columns"), row.truth("alike")), table.oid())) {
            if (index.getValue()
                    || emptied.stream().anyMatch(columns -> Collections.disjoint(columns, index.getKey()))) {
                spoken.set().keySet().stream()
                        .filter(index.getKey()::contains)
                        .forEach(name -> problems.add(table + "." + name
                                + " is to be set to a constant, but stands in a unique index over ("
                                + String.join(", ", index.getKey()) + "): a second row would be refused."));
            }
        }
    }

    private boolean usable(ClosureTable table, String name, List<String> bound) {
        var column = table.find(name);
        if (column.isEmpty()) {
            problems.add("Table " + table + " has no column \"" + name + "\"; case matters.");
            return false;
        }
        if (!column.get().generated().isEmpty() || bound.contains(name)) {
            problems.add(table + "." + name + " is part of a key or generated: it can be neither cleared nor set.");
            return false;
        }
        return true;
    }

    private List<String> bound(ClosureTable table) {
        return Stream.concat(
                        table.identity().columns().stream()
                                .map(key -> key.column().name()),
                        closure.relations()
                                .flatMap(relation -> Stream.concat(
                                        relation.child().equals(table.name())
                                                ? relation.childColumns().stream()
                                                : Stream.empty(),
                                        relation.parent().equals(table.name())
                                                ? relation.parentColumns().stream()
                                                : Stream.empty())))
                .distinct()
                .toList();
    }

    private void constant(ClosureTable table, Map.Entry<String, String> entry) {
        var type = table.column(entry.getKey()).type();
        try {
            sql.guarded(
                    () -> sql.list("SELECT CAST(? AS " + type + ") IS NULL AS empty", row -> true, entry.getValue()));
        } catch (SqlFailure refused) {
            problems.add(table + "." + entry.getKey() + " cannot be set to \"" + entry.getValue() + "\": it is of type "
                    + type + ".");
        }
    }

    private Optional<SubjectTable> spoken(TableName table) {
        return subject.config().tables().stream()
                .filter(each -> each.table().equals(table))
                .findFirst();
    }

    private String ways(TableName table) {
        return String.join(
                " and ", keys(table).map(Relation::toString).distinct().toList());
    }

    /** What the map must speak of: an association says itself that its rows go. */
    private Stream<Relation> keys(TableName table) {
        return closure.relations()
                .filter(relation -> relation.child().equals(table) && relation.kind() != Kind.ASSOCIATION);
    }

    /** Rows that cannot live without what they name can only go. */
    private String line(TableName table) {
        var stays = keys(table)
                .allMatch(relation -> relation.childColumns().stream()
                        .anyMatch(column -> !closure.table(table).column(column).notNull()));
        return "- { table: " + table.spelled() + (stays ? ", action: nullify }" : ", action: delete }");
    }
}
