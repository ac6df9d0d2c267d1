package dev.coppice.ops.internal.prune;

import dev.coppice.ops.internal.catalogue.Relation;
import dev.coppice.ops.internal.prune.PrunePlan.Edge;
import dev.coppice.ops.internal.transaction.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * The rows that hang on the rows chosen. They never leave PostgreSQL: each statement finds them anew, from the keys chosen
 * down, one common table expression per table that has children.
 *
 * <p>That finds the same rows each time, because whoever adds a row that refers to another locks the other's key. The rows
 * chosen are locked; a table that has children is locked in a statement that begins when all above it are; so when its
 * children are read nobody can add to them. A table without children needs no lock before its delete.
 */
final class Cascade {
    private static final String ROW = "coppice_row";

    private final Session session;
    private final PrunePlan plan;
    private final List<Relation> parentsFirst;

    Cascade(Session session, PrunePlan plan) {
        this.session = session;
        this.plan = plan;
        this.parentsFirst = plan.childrenFirst().reversed();
    }

    /** Locks every row that others hang on, level by level. */
    void lock(Doomed doomed) {
        for (var table : parentsFirst) {
            if (!plan.edgesTo(table).isEmpty()) {
                rows(table).forEach(rows -> lock(doomed, table, rows));
            }
        }
    }

    /** Deletes the rows of a table; its children are gone. */
    long delete(Doomed doomed, Relation table) {
        return rows(table).stream()
                .mapToLong(rows -> session.run(sql -> sql.withRecursive(sets(doomed))
                        .delete(table.rows().as(ROW))
                        .where(rows)
                        .execute()))
                .sum();
    }

    /** A table that refers to itself is read again until no row was added below those locked. */
    private void lock(Doomed doomed, Relation table, Condition rows) {
        var before = -1;
        var locked = lockOnce(doomed, table, rows);
        while (hasSelf(table) && locked != before) {
            before = locked;
            locked = lockOnce(doomed, table, rows);
        }
    }

    private int lockOnce(Doomed doomed, Relation table, Condition rows) {
        var found = DSL.selectOne().from(table.rows().as(ROW)).where(rows).forUpdate();
        return session.run(sql -> sql.withRecursive(sets(doomed))
                .select(DSL.count())
                .from(found.asTable("coppice_locked"))
                .fetchSingle()
                .value1());
    }

    /**
     * Conditions that together find the rows of a table, one for each statement, so that each may use an index. Where rows
     * hang on rows of the same table, all must go at once.
     */
    private List<Condition> rows(Relation table) {
        return plan.edgesOf(table).stream()
                .filter(Edge::isSelf)
                .findFirst()
                .map(self -> List.of(in(self.referenced(), table, self.referenced())))
                .orElseGet(
                        () -> plan.edgesOf(table).stream().map(Cascade::hangs).toList());
    }

    private List<CommonTableExpression<?>> sets(Doomed doomed) {
        var sets = new ArrayList<CommonTableExpression<?>>();
        sets.add(set(plan.root(), root(doomed)));
        parentsFirst.stream()
                .filter(table -> !plan.edgesTo(table).isEmpty())
                .forEach(table -> sets.add(set(table, below(table))));
        return sets;
    }

    private CommonTableExpression<?> set(Relation table, Select<Record> rows) {
        return setName(table)
                .fields(columns(table).stream().map(DSL::name).toArray(Name[]::new))
                .as(rows);
    }

    /** The key alone where that is all that children refer to. */
    private Select<Record> root(Doomed doomed) {
        var names = plan.key().stream().map(part -> part.column().name()).toList();
        var columns = columns(plan.root());
        return names.containsAll(columns)
                ? DSL.select(columns.stream()
                                .map(column -> Doomed.field(names.indexOf(column)))
                                .toList())
                        .from(doomed.table())
                : DSL.select(fields(ROW, columns))
                        .from(plan.root().rows().as(ROW))
                        .join(doomed.table())
                        .on(doomed.matches(Cascade::own));
    }

    private Select<Record> below(Relation table) {
        var columns = fields(ROW, columns(table));
        var from = table.rows().as(ROW);
        var set = DSL.table(setName(table));
        var direct = plan.edgesOf(table).stream()
                .filter(edge -> !edge.isSelf())
                .<Select<Record>>map(edge -> DSL.select(columns).from(from).where(hangs(edge)));
        var further = Stream.of(table)
                .filter(this::hasSelf)
                .<Select<Record>>map(
                        same -> DSL.select(columns).from(from).join(set).on(onOwnRows(same)));
        return Stream.concat(direct, further).reduce(Select::union).orElseThrow();
    }

    private Condition onOwnRows(Relation table) {
        return DSL.or(plan.edgesOf(table).stream()
                .filter(Edge::isSelf)
                .map(edge -> DSL.row(fields(ROW, edge.columns()))
                        .eq(DSL.row(fields(setName(table).last(), edge.referenced()))))
                .toList());
    }

    private boolean hasSelf(Relation table) {
        return plan.edgesOf(table).stream().anyMatch(Edge::isSelf);
    }

    private static Condition hangs(Edge edge) {
        return in(edge.columns(), edge.parent(), edge.referenced());
    }

    private static Condition in(List<String> columns, Relation parent, List<String> referenced) {
        Table<Record> set = DSL.table(setName(parent));
        return DSL.row(fields(ROW, columns))
                .in(DSL.select(fields(setName(parent).last(), referenced)).from(set));
    }

    /** What children refer to. */
    private List<String> columns(Relation table) {
        var columns = plan.edgesTo(table).stream()
                .flatMap(edge -> edge.referenced().stream())
                .distinct()
                .toList();
        return columns.isEmpty() ? List.of(plan.key().getFirst().column().name()) : columns;
    }

    private static Name setName(Relation table) {
        return DSL.name("coppice_set_" + table.oid());
    }

    private static Field<Object> own(String column) {
        return DSL.field(DSL.name(ROW, column));
    }

    private static List<Field<Object>> fields(String qualifier, List<String> columns) {
        Function<String, Field<Object>> field = column -> DSL.field(DSL.name(qualifier, column));
        return columns.stream().map(field).toList();
    }
}
