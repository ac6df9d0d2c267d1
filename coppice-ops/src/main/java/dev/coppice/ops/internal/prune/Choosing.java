package dev.coppice.ops.internal.prune;

import dev.coppice.ops.internal.catalogue.Reference;
import dev.coppice.ops.internal.prune.Doomed.Chosen;
import dev.coppice.ops.internal.prune.PrunePlan.KeyColumn;
import dev.coppice.ops.internal.transaction.Session;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Chooses rows of the root and locks them. After a wait, and after a row was skipped, PostgreSQL looks again at the row
 * alone and never at what its conditions ask of other rows, so a later statement asks all of it again of the rows now held.
 *
 * <p>A row that rows of its own table refer to can go only with them. The first wave takes rows nobody refers to; each
 * further wave takes those that only rows chosen so far refer to. So a long chain is taken from its far end, whatever the
 * ages, and what a living row depends on is never chosen and never in the way of others.
 */
final class Choosing {
    /** A deeper chain is left for the next call: each wave is a statement. */
    static final int WAVES = 50;

    private static final String BELOW = "coppice_below";

    private final Session session;
    private final Eligible eligible;
    private final PrunePlan plan;
    private final int limit;

    /** What was chosen, whether more could have been, and how far the walk went if it did not reach the end. */
    record Choice(Doomed doomed, boolean more, List<Chosen> last) {}

    Choosing(Session session, Eligible eligible, int limit) {
        this.session = session;
        this.eligible = eligible;
        this.plan = eligible.plan();
        this.limit = limit;
    }

    Choice choose() {
        var nothing = new Doomed(plan.key(), List.of());
        var wave = claim(eligible.condition().and(unreferenced(nothing)), limit);
        var more = wave.size() > limit;
        var doomed = nothing.plus(cut(wave, limit));
        var last = more ? List.of(wave.get(limit - 1)) : List.<Chosen>of();
        for (var waves = 1; !plan.selves().isEmpty() && !more && !wave.isEmpty(); waves++) {
            var rest = waves < WAVES ? limit - doomed.size() : 0;
            var latest = new Doomed(plan.key(), wave);
            wave = claim(
                    eligible.condition()
                            .and(referredToBy(latest))
                            .andNot(isIn(doomed))
                            .and(unreferenced(doomed)),
                    rest);
            more = wave.size() > rest;
            doomed = doomed.plus(cut(wave, rest));
        }
        session.reached("prune.chosen");
        return new Choice(confirmed(doomed), more, last);
    }

    /** How many eligible rows of the range walked are still there and cannot be locked. */
    long skipped(Choice choice) {
        var rest = DSL.name("coppice_rest");
        var names = IntStream.range(0, plan.key().size())
                .mapToObj(place -> DSL.name("k" + place))
                .toList();
        var left = unreferenced(new Doomed(plan.key(), List.of())).and(eligible.condition());
        var range = choice.last().stream().map(eligible::upTo).reduce(left, Condition::and);
        var passed = rest.fields(names.toArray(Name[]::new))
                .asMaterialized(DSL.select(eligible.key()).from(root()).where(range));
        var free = DSL.selectOne()
                .from(root())
                .where(DSL.row(eligible.key()).in(DSL.select(DSL.asterisk()).from(DSL.table(rest))))
                .forUpdate()
                .skipLocked();
        var counts = session.run(sql -> sql.with(passed)
                .select(
                        DSL.field(DSL.selectCount().from(DSL.table(rest))),
                        DSL.field(DSL.selectCount().from(free.asTable("coppice_free"))))
                .fetchSingle());
        return (long) counts.value1() - counts.value2();
    }

    /** Locks one row more than wanted, to know whether there is one. */
    private List<Chosen> claim(Condition condition, int wanted) {
        var key = plan.key().stream().<Field<?>>map(KeyColumn::field).toList();
        var texts = eligible.key().stream().map(Choosing::text).toList();
        var age = eligible.age().map(column -> text(eligible.own(column.name()))).stream()
                .toList();
        var columns = Stream.of(key.stream(), texts.stream(), age.stream())
                .<Field<?>>flatMap(fields -> fields)
                .toList();
        var rows = session.run(sql -> sql.select(columns)
                .from(root())
                .where(condition)
                .orderBy(eligible.order())
                .limit(wanted + 1L)
                .forUpdate()
                .skipLocked()
                .fetch());
        var keys = rows.into(key.toArray(Field<?>[]::new));
        return IntStream.range(0, rows.size())
                .mapToObj(place -> new Chosen(
                        keys.get(place),
                        values(rows.get(place), key.size(), texts.size()),
                        values(rows.get(place), 2 * key.size(), age.size())))
                .toList();
    }

    /** Texts as they were read; a null is left out. */
    private static List<String> values(Record row, int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(row::get)
                .filter(Objects::nonNull)
                .map(String.class::cast)
                .toList();
    }

    /** The rows that still may go, in a statement that has begun after they were locked. */
    private Doomed confirmed(Doomed doomed) {
        if (doomed.isEmpty()) {
            return doomed;
        }
        var confirmed = doomed.onlyAt(session.run(sql -> sql.select(Doomed.ORDINAL)
                .from(doomed.table())
                .join(root())
                .on(doomed.matches(eligible::own))
                .where(eligible.condition())
                .and(unreferenced(doomed))
                .orderBy(Doomed.ORDINAL)
                .fetch(Doomed.ORDINAL)));
        // What a row depends on can only stay if it stays itself.
        return plan.selves().isEmpty() || confirmed.size() == doomed.size() ? confirmed : confirmed(confirmed);
    }

    /** No row of the same table, but those of {@code except} and the row itself, refers to it. */
    private Condition unreferenced(Doomed except) {
        return DSL.and(plan.selves().stream()
                .map(self -> {
                    var referring =
                            refers(self).andNot(DSL.row(below(keyNames())).eq(DSL.row(eligible.key())));
                    return DSL.notExists(
                            except.isEmpty()
                                    ? DSL.selectOne().from(below()).where(referring)
                                    : DSL.selectOne()
                                            .from(below())
                                            .leftJoin(except.table())
                                            .on(except.matches(Choosing::below))
                                            .where(referring)
                                            .and(Doomed.ORDINAL.isNull()));
                })
                .toList());
    }

    private Condition referredToBy(Doomed rows) {
        return DSL.or(plan.selves().stream()
                .map(self -> DSL.row(
                                self.referenced().stream().map(eligible::own).toList())
                        .in(DSL.select(below(self.columns()))
                                .from(below())
                                .join(rows.table())
                                .on(rows.matches(Choosing::below))))
                .toList());
    }

    private Condition isIn(Doomed rows) {
        return DSL.exists(DSL.selectOne().from(rows.table()).where(rows.matches(eligible::own)));
    }

    private Condition refers(Reference self) {
        return DSL.row(below(self.columns()))
                .eq(DSL.row(self.referenced().stream().map(eligible::own).toList()));
    }

    private Table<Record> root() {
        return plan.root().rows();
    }

    private Table<Record> below() {
        return root().as(BELOW);
    }

    private List<String> keyNames() {
        return plan.key().stream().map(part -> part.column().name()).toList();
    }

    private static List<Field<Object>> below(List<String> columns) {
        return columns.stream().map(Choosing::below).toList();
    }

    private static Field<Object> below(String column) {
        return DSL.field(DSL.name(BELOW, column));
    }

    private static Field<String> text(Field<Object> field) {
        return DSL.field("cast({0} as text)", String.class, field);
    }

    private static List<Chosen> cut(List<Chosen> wave, int wanted) {
        return wave.size() > wanted ? wave.subList(0, wanted) : wave;
    }
}
