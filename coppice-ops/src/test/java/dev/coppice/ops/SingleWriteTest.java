package dev.coppice.ops;

import static dev.coppice.ops.Expectation.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Outcome.Failed;
import dev.coppice.ops.Outcome.Missing;
import dev.coppice.ops.Outcome.Refused;
import dev.coppice.ops.Outcome.Violated;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class SingleWriteTest {
    private Shop shop;
    private Ops ops;

    @BeforeEach
    void open(TestDatabase db) {
        shop = Shop.in(db);
        ops = Ops.on(db.dataSource());
    }

    @Test
    void create_answers_the_row_with_what_the_database_has_added() {
        var row = ops.write(
                w -> w.create(shop.aTheme("dark").set(shop.rank, null)).orThrow());
        assertThat(row.get(shop.id)).isEqualTo(1);
        assertThat(row.get(shop.note)).isEqualTo("none");
        assertThat(row.get(shop.rank)).isNull();
        var found = ops.read(r -> r.find(Key.in(shop.theme).with(shop.id, 1L)));
        assertThat(found).hasValue(row);
    }

    @Test
    void create_without_columns_takes_all_defaults(TestDatabase db) {
        db.execute("CREATE TABLE ${schema}.t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)");
        var table = DSL.table(DSL.name(db.schema(), "t"));
        assertThat(ops.write(w -> w.create(Creator.into(table)).orThrow()).get("id"))
                .isEqualTo(1);
    }

    @Test
    void a_violation_is_an_outcome_with_the_expected_error_and_the_transaction_goes_on() {
        var dark = shop.aTheme("dark").expect(unique("theme_name_key"), NameTaken::new);
        var outcome = ops.write(w -> {
            w.create(dark).orThrow();
            var second = w.create(dark);
            w.create(shop.aTheme("light")).orThrow();
            return second;
        });
        assertThat(outcome).isInstanceOfSatisfying(Violated.class, violated -> {
            assertThat(violated.error()).isInstanceOf(NameTaken.class);
            assertThat(violated.violation().kind()).isEqualTo(Violation.Kind.UNIQUE);
            assertThat(violated.violation().constraint()).isEqualTo("theme_name_key");
        });
        assertThat(shop.count("theme")).isEqualTo(2);
    }

    @Test
    void an_unexpected_violation_names_the_rule_and_no_value() {
        var outcome = ops.write(w -> w.create(shop.aTheme("secret").set(shop.rank, -7)));
        assertThatExceptionOfType(IntegrityViolated.class)
                .isThrownBy(outcome::orThrow)
                .withMessage("The write of \"" + shop.theme.getQualifiedName().unquotedName()
                        + "\" was refused. It breaks the check rule theme_rank_check. Nothing of it was written. "
                        + "Mend the item, or add expect(…) to turn this into an error of your own.")
                .withNoCause();
    }

    @Test
    void a_gate_that_does_not_hold_refuses_each_verb() {
        var id = ops.write(w -> w.create(shop.aTheme("dark")).orThrow()).get(shop.id);
        var closed = shop.openDomain(3);
        ops.write(w -> {
            assertThat(w.create(shop.aTheme("a").onlyIf(closed))).isEqualTo(new Refused<>(0, closed));
            assertThat(w.update(Updater.of(shop.theme)
                            .key(shop.id, id)
                            .set(shop.rank, 1)
                            .onlyIf(closed)))
                    .isEqualTo(new Refused<>(0, closed));
            assertThat(w.upsert(upserter("dark").onlyIf(closed))).isEqualTo(new Refused<>(0, closed));
            assertThat(w.purge(Purger.from(shop.theme).key(shop.id, id).onlyIf(closed)))
                    .isEqualTo(new Refused<>(0, closed));
            return null;
        });
        assertThat(shop.count("theme WHERE rank IS NULL")).isEqualTo(1);
    }

    @Test
    void a_gate_that_holds_lets_each_verb_pass_and_missing_stays_missing() {
        var gate = shop.openDomain(2);
        ops.write(w -> {
            var id = w.create(shop.aTheme("dark").set(shop.rank, null).onlyIf(gate))
                    .orThrow()
                    .get(shop.id);
            assertThat(change(w.update(Updater.of(shop.theme)
                            .key(shop.id, id)
                            .set(shop.rank, 1)
                            .onlyIf(gate))))
                    .isEqualTo(Change.UPDATED);
            assertThat(change(w.upsert(upserter("dark").onlyIf(gate)))).isEqualTo(Change.UPDATED);
            assertThat(change(w.purge(Purger.from(shop.theme).key(shop.id, id).onlyIf(gate))))
                    .isEqualTo(Change.DELETED);
            assertThat(w.purge(Purger.from(shop.theme).key(shop.id, id).onlyIf(gate)))
                    .isInstanceOf(Missing.class);
            return null;
        });
    }

    @Test
    void update_with_nothing_to_change_answers_the_row_which_is_not_the_same_as_missing() {
        ops.write(w -> {
            w.create(shop.aTheme("dark")).orThrow();
            assertThat(change(w.update(Updater.of(shop.theme).key(shop.id, 1L))))
                    .isEqualTo(Change.UNCHANGED);
            var missing = w.update(Updater.of(shop.theme).key(shop.id, 99L));
            assertThatExceptionOfType(ObjectNotFound.class)
                    .isThrownBy(missing::orThrow)
                    .withMessage(
                            "The write was not done. No row has the key given for "
                                    + shop.theme.getQualifiedName().unquotedName()
                                    + "(id). Nothing of it was written. Check the key; the row may have been purged meanwhile.");
            return null;
        });
    }

    @Test
    void update_takes_composite_keys_nulls_and_expressions() {
        var row = ops.write(w -> {
            w.create(shop.aTheme("dark").set(shop.rank, 1)).orThrow();
            return w.update(Updater.of(shop.theme)
                            .key(shop.ofDomain, 1)
                            .key(shop.name, "dark")
                            .setTo(shop.rank, shop.rank.plus(4))
                            .set(shop.note, null))
                    .orThrow();
        });
        assertThat(row.get(shop.rank)).isEqualTo(5);
        assertThat(row.get(shop.note)).isNull();
    }

    @Test
    void a_key_that_two_rows_have_writes_nothing() {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> ops.write(w -> {
                    w.create(shop.aTheme("a")).orThrow();
                    w.create(shop.aTheme("b")).orThrow();
                    assertThatExceptionOfType(CoppiceException.class)
                            .isThrownBy(() -> w.find(Key.in(shop.theme).with(shop.ofDomain, 1)))
                            .returns("key.ambiguous", CoppiceException::code);
                    return w.purge(Purger.from(shop.theme).key(shop.ofDomain, 1));
                }))
                .returns("key.ambiguous", CoppiceException::code);
        assertThat(shop.count("theme")).isZero();
    }

    @Test
    void upsert_says_whether_the_row_is_new() {
        var first = ops.write(w -> w.upsert(upserter("dark")));
        var second = ops.write(w -> w.upsert(upserter("dark").set(shop.note, "again")));
        assertThat(change(first)).isEqualTo(Change.INSERTED);
        assertThat(change(second)).isEqualTo(Change.UPDATED);
        assertThat(second.orThrow().get(shop.id)).isEqualTo(first.orThrow().get(shop.id));
        assertThat(second.orThrow().get(shop.note)).isEqualTo("again");
    }

    @Test
    void upsert_knows_a_row_by_a_partial_index_and_changes_by_expression(TestDatabase db) {
        db.execute("CREATE UNIQUE INDEX ON ${schema}.theme (name) WHERE rank IS NULL");
        var partial = Upserter.into(shop.theme)
                .set(shop.ofDomain, 1)
                .set(shop.name, "dark")
                .conflictOn(shop.name)
                .conflictWhere(shop.rank.isNull())
                .onConflictSet(shop.note, shop.note.concat("!"));
        ops.write(w -> w.upsert(partial).orThrow());
        assertThat(ops.write(w -> w.upsert(partial).orThrow()).get(shop.note)).isEqualTo("none!");
    }

    @Test
    void purge_answers_the_row_as_it_was_and_is_blocked_by_rows_that_must_not_exist() {
        ops.write(w -> {
            w.create(shop.aTheme("dark")).orThrow();
            var purger = Purger.from(shop.domain)
                    .key(shop.domainId, 1)
                    .unlessExists(Existence.of(shop.theme, shop.ofDomain.eq(2)), IllegalStateException::new)
                    .unlessExists(Existence.of(shop.theme, shop.ofDomain.eq(1)), NameTaken::new);
            assertThat(w.purge(purger)).isInstanceOfSatisfying(Violated.class, violated -> {
                assertThat(violated.error()).isInstanceOf(NameTaken.class);
                assertThat(violated.violation().kind()).isEqualTo(Violation.Kind.CONFLICT);
            });
            assertThat(w.purge(Purger.from(shop.theme).key(shop.id, 1L))
                            .orThrow()
                            .get(shop.name))
                    .isEqualTo("dark");
            assertThat(change(w.purge(purger))).isEqualTo(Change.DELETED);
            return null;
        });
    }

    @Test
    void a_purge_that_a_foreign_key_forbids_is_a_violation() {
        var outcome = ops.write(w -> {
            w.create(shop.aTheme("dark")).orThrow();
            return w.purge(Purger.from(shop.domain)
                    .key(shop.domainId, 1)
                    .expect(Expectation.foreignKey("theme_domain_fk"), NameTaken::new));
        });
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Violated.class, violated -> assertThat(violated.error()).isInstanceOf(NameTaken.class));
    }

    @Test
    void a_dependent_row_is_completed_and_a_failing_function_is_an_outcome() {
        var creator = DependentCreator.<Record, Record>of(
                        Creator.into(shop.theme).set(shop.name, "dark"))
                .set(shop.ofDomain, parent -> parent.get(shop.domainId));
        ops.write(w -> {
            var parent =
                    w.create(Creator.into(shop.domain).set(shop.domainId, 7)).orThrow();
            assertThat(w.createDependent(creator, parent).orThrow().get(shop.ofDomain))
                    .isEqualTo(7);
            var theme = w.find(Key.in(shop.theme).with(shop.id, 1L)).orElseThrow();
            assertThat(w.createDependent(creator.set(shop.rank, row -> row.get("absent", Integer.class)), theme))
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Failed.Kind.BUILD));
            return null;
        });
    }

    @Test
    void a_row_that_a_trigger_drops_is_not_called_created(TestDatabase db) {
        db.execute("""
            CREATE FUNCTION ${schema}.drop_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE TRIGGER drops BEFORE INSERT ON ${schema}.theme FOR EACH ROW EXECUTE FUNCTION ${schema}.drop_row();
            """);
        var outcome = ops.write(w -> w.create(shop.aTheme("dark")));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Failed.Kind.DATABASE));
    }

    private Upserter<Record> upserter(String called) {
        return Upserter.into(shop.theme)
                .set(shop.ofDomain, 1)
                .set(shop.name, called)
                .conflictOn(shop.ofDomain, shop.name);
    }

    private static Change change(Outcome<Record> outcome) {
        return ((Applied<Record>) outcome).change();
    }
}
