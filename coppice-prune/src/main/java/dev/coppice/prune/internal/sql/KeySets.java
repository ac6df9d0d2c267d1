package dev.coppice.prune.internal.sql;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Column;
import dev.coppice.prune.internal.closure.KeyColumn;
import dev.coppice.prune.internal.closure.Relation;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The rows in hand of every table of a closure, and how relations lead from one to the other. */
public final class KeySets {
    private final Closure closure;
    private final Map<TableName, KeySet> sets = new LinkedHashMap<>();

    /** Numbers the tables of a closure. */
    public KeySets(Closure closure) {
        this.closure = closure;
        for (var table : closure.goingTables()) {
            sets.put(table.name(), new KeySet(table, "t" + sets.size() + "_k", carried(table)));
        }
    }

    /** The sets, parents first. */
    List<KeySet> all() {
        return List.copyOf(sets.values());
    }

    KeySet of(TableName table) {
        var set = sets.get(table);
        if (set == null) {
            throw new IllegalArgumentException("rows of table stay: " + table);
        }
        return set;
    }

    /** The rows in hand of a table that have to stay. */
    KeySet staying(TableName table) {
        var set = of(table);
        return set.narrowed(set.prefix().replace("_k", "_s"));
    }

    /** To find rows of the child that name a row in hand. */
    String leads(Relation relation) {
        return named(relation, true);
    }

    /** Whether a row of the child that was found otherwise names a row in hand. */
    String follows(Relation relation) {
        return named(relation, false);
    }

    private String named(Relation relation, boolean finding) {
        var child = closure.table(relation.child());
        var parents = of(relation.parent());
        var carried = relation.parentColumns().stream()
                .map(column -> position(relation.parent(), parents.table().column(column)))
                .toList();
        var own = relation.childColumns().stream()
                .map(column -> child.column(column).of(child.sql()))
                .toList();
        var marked = marked(relation, child.sql());
        if (texts(relation)) {
            var array = parents.array(carried.getFirst()) + "::text[]";
            return marked + own.getFirst() + " = ANY ("
                    + (finding ? "(SELECT " + array + ")::text[]" : "SELECT unnest(" + array + ")") + ")";
        }
        return marked
                + (finding
                        ? parents.matching(carried, own::get, relation.operators())
                        : parents.containing(carried, own::get, relation.operators()));
    }

    /** The columns of a table's rows that are carried, its identity first. */
    public List<Column> carried(TableName table) {
        return of(table).columns();
    }

    /** Which of the carried columns one is. */
    public int position(TableName table, Column column) {
        return of(table).columns().indexOf(column);
    }

    /** That a row of the child called {@code c} names the row of the parent called {@code p}. */
    String joins(Relation relation) {
        return joins(relation, column -> column.of("p"));
    }

    /** That a row of the child called {@code c} names a row whose columns are spelled by {@code parents}. */
    public String joins(Relation relation, Function<Column, String> parents) {
        var child = closure.table(relation.child());
        var parent = closure.table(relation.parent());
        var pairs = IntStream.range(0, relation.childColumns().size())
                .mapToObj(i -> child.column(relation.childColumns().get(i)).of("c") + " "
                        + relation.operators().get(i) + " "
                        + parents.apply(parent.column(relation.parentColumns().get(i)))
                        + (texts(relation) ? "::text" : ""))
                .toList();
        return marked(relation, "c") + String.join(" AND ", pairs);
    }

    /** Whether the child names the parent's key as text, whatever type it is of. */
    boolean texts(Relation relation) {
        if (relation.kind() != Relation.Kind.ASSOCIATION) {
            return false;
        }
        var id = closure.table(relation.child()).column(relation.childColumns().getFirst());
        var key =
                closure.table(relation.parent()).column(relation.parentColumns().getFirst());
        return isText(id) && !isText(key);
    }

    private String marked(Relation relation, String alias) {
        var child = closure.table(relation.child());
        return relation.rule()
                .type()
                .map(type -> child.column(type.column()).of(alias) + " = " + literal(type.value()) + " AND ")
                .orElse("");
    }

    private List<Column> carried(ClosureTable table) {
        var columns = new LinkedHashSet<Column>();
        table.identity().columns().stream().map(KeyColumn::column).forEach(columns::add);
        Stream.concat(closure.deleted().stream(), closure.edited().stream())
                .filter(relation -> relation.parent().equals(table.name()))
                .flatMap(relation -> relation.parentColumns().stream())
                .map(table::column)
                .forEach(columns::add);
        return List.copyOf(columns);
    }

    private static boolean isText(Column column) {
        return List.of("text", "character varying", "bpchar", "name").contains(column.keyType());
    }

    private static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
