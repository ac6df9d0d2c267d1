package dev.coppice.ops;

import static dev.coppice.ops.Expectation.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.ops.Outcome.Applied;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class BatchWriteTest {
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
    void an_empty_batch_sends_no_sql() {
        ops.write(w -> {
            counted.arm(PlannedFault.statement(1));
            assertThat(w.createAll(List.<Creator<Record>>of())).isEmpty();
            assertThat(w.updateAll(List.<Updater<Record>>of())).isEmpty();
            assertThat(w.upsertAll(List.<Upserter<Record>>of())).isEmpty();
            assertThat(w.purgeAll(List.<Purger<Record>>of())).isEmpty();
            assertThat(w.createAllNext(List.<Creator<Record>>of(), nextRank())).isEmpty();
            assertThat(w.createDependentAll(List.<DependentCreator<Record, Record>>of(), shop.domain.newRecord()))
                    .isEmpty();
            assertThat(counted.statements()).isZero();
            return null;
        });
    }

    @Test
    void create_all_answers_in_order_in_one_statement_per_thousand() {
        var creators = themes(2_500);
        creators.set(7, creators.get(7).set(shop.note, null));
        counted.arm(PlannedFault.statement(1_000));
        var applied = ops.write(w -> w.createAll(creators));
        assertThat(applied).extracting(row -> row.row().get(shop.name)).containsExactlyElementsOf(names(2_500));
        assertThat(applied)
                .extracting(Applied::ordinal)
                .containsExactlyElementsOf(IntStream.range(0, 2_500).boxed().toList());
        assertThat(applied.get(7).row().get(shop.note)).isNull();
        assertThat(applied.get(8).row().get(shop.note)).isEqualTo("none");
        assertThat(counted.statements()).isLessThanOrEqualTo(10);
    }

    @Test
    void create_all_names_the_guilty_item_with_its_own_mapping_and_writes_nothing() {
        var creators = themes(1_200);
        creators.set(1_111, shop.aTheme("t5").expect(unique("theme_name_key"), NameTaken::new));
        counted.arm(PlannedFault.statement(1_000));
        var error = rejected(() -> ops.write(w -> w.createAll(creators)));
        assertThat(error.ordinal()).isEqualTo(1_111);
        assertThat(error).hasCauseInstanceOf(NameTaken.class);
        assertThat(error.code()).isEqualTo("write.unique-violation");
        assertThat(error)
                .hasMessage("The batch of createAll \""
                        + shop.theme.getQualifiedName().unquotedName()
                        + "\" was refused. Item 1112 of 1200 breaks theme_name_key. No item was written. "
                        + "Mend that item or leave it out, and write the others again.");
        assertThat(shop.count("theme")).isZero();
        assertThat(counted.statements()).isLessThan(40);
    }

    @Test
    void a_caller_who_catches_the_rejection_may_go_on() {
        ops.write(w -> {
            w.create(shop.aTheme("kept")).orThrow();
            rejected(() -> w.createAll(List.of(shop.aTheme("x"), shop.aTheme("kept"))));
            w.create(shop.aTheme("kept too")).orThrow();
            return null;
        });
        assertThat(shop.count("theme")).isEqualTo(2);
    }

    @Test
    void the_first_of_several_bad_items_is_named() {
        var creators = themes(50);
        creators.set(31, shop.aTheme("t1"));
        creators.set(40, shop.aTheme("other").set(shop.rank, -1));
        creators.set(20, Creator.into(shop.theme).set(shop.ofDomain, 99).set(shop.name, "x"));
        var error = rejected(() -> ops.write(w -> w.createAll(creators)));
        assertThat(error.ordinal()).isEqualTo(20);
        assertThat(error.code()).isEqualTo("write.foreign-key-violation");
    }

    @Test
    void gates_of_a_batch_are_checked_each_and_refuse_the_whole() {
        var gated = new ArrayList<Creator<Record>>();
        for (var number = 0; number < 200; number++) {
            gated.add(shop.aTheme("t" + number).set(shop.rank, null).onlyIf(shop.openDomain(1 + number % 2)));
        }
        counted.arm(PlannedFault.statement(1_000));
        assertThat(ops.write(w -> w.createAll(gated)).size()).isEqualTo(200);
        assertThat(counted.statements()).isLessThanOrEqualTo(6);
        gated.replaceAll(creator -> shop.aTheme("u" + gated.indexOf(creator)).onlyIf(shop.openDomain(1)));
        gated.set(123, shop.aTheme("refused").onlyIf(shop.openDomain(3)));
        var error = rejected(() -> ops.write(w -> w.createAll(gated)));
        assertThat(error.ordinal()).isEqualTo(123);
        assertThat(error).hasCauseInstanceOf(ConditionalMutationForbidden.class);
        assertThat(shop.count("theme")).isEqualTo(200);
    }

    @Test
    void a_gate_on_the_table_itself_sees_what_earlier_items_wrote() {
        var first = shop.aTheme("first");
        var second = shop.aTheme("second").onlyIf(Gate.exists(shop.theme).where(shop.name.eq("first")));
        assertThat(ops.write(w -> w.createAll(List.of(first, second))).size()).isEqualTo(2);
    }

    @Test
    void update_all_writes_nulls_dates_and_repeated_keys_in_order() {
        ops.write(w -> w.createAll(themes(300)));
        var updaters = new ArrayList<Updater<Record>>();
        for (var number = 1; number <= 300; number++) {
            updaters.add(byName("t" + (number - 1))
                    .set(shop.rank, number % 3 == 0 ? null : number)
                    .set(shop.seen(), null)
                    .set(shop.note, "n" + number));
        }
        updaters.add(byName("t0").set(shop.rank, 900).set(shop.seen(), null).set(shop.note, "last"));
        counted.arm(PlannedFault.statement(1_000));
        var applied = ops.write(w -> w.updateAll(updaters));
        assertThat(counted.statements()).isLessThanOrEqualTo(8);
        assertThat(applied.get(0).row().get(shop.note)).isEqualTo("n1");
        assertThat(applied.get(300).row().get(shop.note)).isEqualTo("last");
        assertThat(applied.get(2).row().get(shop.rank)).isNull();
        assertThat(shop.count("theme WHERE rank = 900")).isEqualTo(1);
    }

    @Test
    void update_all_names_the_missing_item() {
        ops.write(w -> w.createAll(themes(10)));
        var updaters = new ArrayList<Updater<Record>>();
        names(11).forEach(name -> updaters.add(byName(name).set(shop.rank, 3)));
        var error = rejected(() -> ops.write(w -> w.updateAll(updaters)));
        assertThat(error.ordinal()).isEqualTo(10);
        assertThat(error).hasCauseInstanceOf(ObjectNotFound.class);
        assertThat(shop.count("theme WHERE rank = 3")).isZero();
    }

    @Test
    void upsert_all_lets_the_later_of_two_equal_keys_change_the_row_of_the_earlier() {
        var applied = ops.write(w -> w.upsertAll(List.of(upserter("a", 1), upserter("b", 2), upserter("a", 3))));
        assertThat(applied)
                .extracting(Applied::change)
                .containsExactly(Change.INSERTED, Change.INSERTED, Change.UPDATED);
        assertThat(applied.getFirst().row().get(shop.rank)).isEqualTo(1);
        assertThat(applied.getLast().row().get(shop.rank)).isEqualTo(3);
        assertThat(shop.count("theme")).isEqualTo(2);
    }

    @Test
    void purge_all_deletes_by_composite_key_and_calls_the_second_of_two_equal_keys_missing() {
        ops.write(w -> w.createAll(themes(100)));
        var purgers = new ArrayList<Purger<Record>>();
        names(100)
                .forEach(name -> purgers.add(
                        Purger.from(shop.theme).key(shop.ofDomain, 1).key(shop.name, name)));
        purgers.add(purgers.getFirst());
        var error = rejected(() -> ops.write(w -> w.purgeAll(purgers)));
        assertThat(error.ordinal()).isEqualTo(100);
        assertThat(shop.count("theme")).isEqualTo(100);
        purgers.removeLast();
        assertThat(ops.write(w -> w.purgeAll(purgers)).size()).isEqualTo(100);
        assertThat(shop.count("theme")).isZero();
    }

    @Test
    void more_values_than_one_statement_takes_are_sliced(TestDatabase db) {
        var columns = IntStream.range(0, 100)
                .mapToObj(number -> "c" + number + " int")
                .toList();
        db.execute("CREATE TABLE ${schema}.wide (" + String.join(",", columns) + ")");
        var wide = DSL.table(DSL.name(db.schema(), "wide"));
        var creator = Creator.into(wide);
        for (var number = 0; number < 100; number++) {
            creator = creator.set(DSL.field(DSL.name("c" + number), Integer.class), number);
        }
        var creators = Collections.nCopies(700, creator);
        assertThat(ops.write(w -> w.createAll(creators)).size()).isEqualTo(700);
        assertThat(shop.count("wide")).isEqualTo(700);
    }

    @Test
    void a_deferred_constraint_is_checked_at_once(TestDatabase db) {
        db.execute("ALTER TABLE ${schema}.theme ALTER CONSTRAINT theme_domain_fk DEFERRABLE INITIALLY DEFERRED");
        var error = rejected(() -> ops.write(w -> w.createAll(List.of(
                shop.aTheme("a"),
                Creator.into(shop.theme).set(shop.ofDomain, 99).set(shop.name, "b")))));
        assertThat(error.ordinal()).isEqualTo(1);
    }

    @Test
    void create_all_next_gives_n_values_under_one_lock_and_needs_the_parent() {
        ops.write(w -> w.createNext(shop.aTheme("first"), nextRank()).orThrow());
        var applied = ops.write(w -> w.createAllNext(List.of(shop.aTheme("a"), shop.aTheme("b")), nextRank()));
        assertThat(applied).extracting(row -> row.row().get(shop.rank)).containsExactly(200, 300);
        var orphan = NextValue.of(shop.rank)
                .within(shop.ofDomain.eq(9))
                .locking(Key.in(shop.domain).with(shop.domainId, 9));
        assertThat(rejected(() -> ops.write(w -> w.createAllNext(List.of(shop.aTheme("c")), orphan))))
                .hasCauseInstanceOf(ObjectNotFound.class);
    }

    private NextValue<Integer> nextRank() {
        return NextValue.of(shop.rank)
                .within(shop.ofDomain.eq(1))
                .locking(Key.in(shop.domain).with(shop.domainId, 1));
    }

    private Updater<Record> byName(String name) {
        return Updater.of(shop.theme).key(shop.ofDomain, 1).key(shop.name, name);
    }

    private Upserter<Record> upserter(String name, int rank) {
        return Upserter.into(shop.theme)
                .set(shop.ofDomain, 1)
                .set(shop.name, name)
                .set(shop.rank, rank)
                .conflictOn(shop.ofDomain, shop.name);
    }

    private List<Creator<Record>> themes(int count) {
        return new ArrayList<>(names(count).stream().map(shop::aTheme).toList());
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(number -> "t" + number).toList();
    }

    private static BatchRejected rejected(ThrowingCallable call) {
        return Objects.requireNonNull(catchThrowableOfType(BatchRejected.class, call), "nothing was thrown");
    }
}
