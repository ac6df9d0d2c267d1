package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class BadInputTest {
    private Shop shop;
    private FaultyDataSource counted;
    private Ops ops;

    @BeforeEach
    void open(TestDatabase db) {
        shop = Shop.in(db);
        counted = FaultyDataSource.over(db.dataSource());
        ops = Ops.on(counted);
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks may do
    void items_that_cannot_be_written_are_refused_before_any_sql() {
        var items = new ArrayList<Creator<Record>>();
        items.add(shop.aTheme("a"));
        items.add(null);
        assertThat(refusedUnsent(w -> w.createAll(items)))
                .hasMessage("The write of \"createAll\" was refused. Item 2 is null. Nothing of it was written. "
                        + "Leave it out.");
        assertThat(refusedUnsent(w -> w.createAll(List.of(
                                shop.aTheme("a"), Creator.into(shop.domain).set(shop.domainId, 5))))
                        .code())
                .isEqualTo("write.mixed-tables");
        assertThat(refusedUnsent(w -> w.update(Updater.of(shop.theme).set(shop.rank, 1)))
                        .code())
                .isEqualTo("key.missing");
        assertThat(refusedUnsent(w -> w.purge(Purger.from(shop.theme))).code()).isEqualTo("key.missing");
        assertThat(refusedUnsent(w -> w.upsert(Upserter.into(shop.theme).set(shop.rank, 1)))
                        .code())
                .isEqualTo("write.no-conflict-columns");
        assertThat(refusedUnsent(w -> w.upsert(Upserter.into(shop.theme).conflictOn(shop.rank)))
                        .code())
                .isEqualTo("write.nothing-set");
        assertThat(refusedUnsent(w -> w.create(Creator.into(shop.theme).onlyIf(shop.openDomain(1))))
                        .code())
                .isEqualTo("write.nothing-set");
    }

    @Test
    void writes_by_condition_need_values_and_no_key() {
        var keyed = Updater.of(shop.theme).key(shop.id, 1L).set(shop.rank, 2);
        assertThat(failure(w -> w.updateWhere(keyed, Rows.everything())).code()).isEqualTo("write.key-and-condition");
        assertThat(failure(w -> w.updateWhere(Updater.of(shop.theme), Rows.everything()))
                        .code())
                .isEqualTo("write.nothing-set");
        assertThat(failure(w -> w.purgeWhere(Purger.from(shop.theme).key(shop.id, 1L), Rows.everything()))
                        .code())
                .isEqualTo("write.key-and-condition");
    }

    @Test
    void what_only_the_database_knows_is_told_without_values() {
        var absent = DSL.field(DSL.name("absent"), Integer.class);
        assertThat(failure(w -> w.create(shop.aTheme("a").set(absent, 1))).code())
                .isEqualTo("database.unknown-column");
        var wrong = DSL.field(DSL.name("rank"), UUID.class);
        assertThat(failure(w -> w.create(shop.aTheme("a").set(wrong, new UUID(1, 2))))
                        .code())
                .isEqualTo("database.wrong-type");
        var loose = DSL.field(DSL.name("name"), SQLDataType.VARCHAR);
        var outcome = ops.write(w -> {
            var tooLong =
                    w.create(Creator.into(shop.theme).set(shop.ofDomain, 1).set(loose, "s3cret".repeat(9)));
            w.create(shop.aTheme("goes on")).orThrow();
            return tooLong;
        });
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(Outcome.Failed.Kind.BAD_VALUE);
            assertThat(failed.error().getMessage()).doesNotContain("s3cret");
            assertThat(failed.error()).hasNoCause();
        });
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ops.read(r -> r.stream(DSL.selectOne(), 0)))
                .withMessage("fetchSize must be 1 or more, was: 0");
    }

    @Test
    void a_next_value_that_the_column_cannot_hold_is_a_bad_value() {
        ops.write(w ->
                w.create(shop.aTheme("a").set(shop.rank, Integer.MAX_VALUE)).orThrow());
        var rule = NextValue.of(shop.rank)
                .within(shop.ofDomain.eq(1))
                .locking(Key.in(shop.domain).with(shop.domainId, 1));
        var outcome = ops.write(w -> w.createNext(shop.aTheme("b"), rule));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(Outcome.Failed.Kind.BAD_VALUE));
    }

    @Test
    void a_purge_by_condition_is_refused_by_its_gate_and_its_conflicts() {
        ops.write(w -> w.create(shop.aTheme("a")).orThrow());
        var gated = Purger.from(shop.theme).onlyIf(shop.openDomain(3));
        assertThat(failure(w -> w.purgeWhere(gated, Rows.everything())))
                .isInstanceOf(ConditionalMutationForbidden.class);
        var blocked = Purger.from(shop.theme)
                .unlessExists(
                        Existence.of(shop.domain, shop.domainId.eq(2)), () -> new ObjectNotFound(Key.in(shop.domain)));
        assertThat(failure(w -> w.purgeWhere(blocked, Rows.everything()))).isInstanceOf(ObjectNotFound.class);
        assertThat(ops.write(w -> w.purgeWhere(Purger.from(shop.theme), Rows.everything()))
                        .rows())
                .isEqualTo(1);
    }

    @Test
    void nulls_and_types_go_through_batches_as_through_single_writes(TestDatabase db) {
        db.execute(
                "CREATE TABLE ${schema}.kinds (id int PRIMARY KEY, u uuid, j jsonb, d date, n numeric(6,2), b bytea, "
                        + "l int[], s varchar(3))");
        var table = DSL.table(DSL.name(db.schema(), "kinds"));
        var id = DSL.field(DSL.name("id"), SQLDataType.INTEGER);
        List<Field<?>> columns = List.of(
                DSL.field(DSL.name("u"), SQLDataType.UUID),
                DSL.field(DSL.name("j"), SQLDataType.JSONB),
                DSL.field(DSL.name("d"), SQLDataType.LOCALDATE),
                DSL.field(DSL.name("n"), SQLDataType.NUMERIC(6, 2)),
                DSL.field(DSL.name("b"), SQLDataType.BLOB),
                DSL.field(DSL.name("l"), SQLDataType.INTEGER.array()),
                DSL.field(DSL.name("s"), SQLDataType.VARCHAR(3)));
        var open = Gate.exists(shop.domain).where(shop.domainId.eq(1));
        ops.write(w -> w.createAll(List.of(
                nulls(Creator.into(table).set(id, 1), columns).onlyIf(open),
                nulls(Creator.into(table).set(id, 2), columns).onlyIf(open))));
        var first = Updater.of(table).key(id, 1);
        var second = Updater.of(table).key(id, 2);
        for (var column : columns) {
            first = set(first, column);
            second = set(second, column);
        }
        var both = List.of(first, second);
        assertThat(ops.write(w -> w.updateAll(both)).getFirst().row().get("u")).isNull();
        var json = DSL.field(DSL.name("j"), SQLDataType.JSONB);
        var change = Updater.of(table).key(id, 1).set(json, JSONB.valueOf("{\"a\": 1}"));
        var other = Updater.of(table).key(id, 2).set(json, null);
        assertThat(ops.write(w -> w.updateAll(List.of(change, other)))
                        .getFirst()
                        .row()
                        .get("j"))
                .isEqualTo(JSONB.valueOf("{\"a\": 1}"));
    }

    private static <T> Updater<Record> set(Updater<Record> updater, Field<T> column) {
        return updater.set(column, null);
    }

    private static Creator<Record> nulls(Creator<Record> creator, List<Field<?>> columns) {
        var all = creator;
        for (var column : columns) {
            all = all.set(column, null);
        }
        return all;
    }

    private CoppiceException refusedUnsent(Function<WriteOps, Object> work) {
        return failure(w -> {
            counted.arm(PlannedFault.statement(1));
            try {
                return work.apply(w);
            } finally {
                assertThat(counted.statements()).isZero();
                counted.disarm();
            }
        });
    }

    private CoppiceException failure(Function<WriteOps, Object> work) {
        return Objects.requireNonNull(
                catchThrowableOfType(CoppiceException.class, () -> ops.write(work)), "nothing was thrown");
    }
}
