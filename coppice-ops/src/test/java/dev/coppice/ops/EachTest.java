package dev.coppice.ops;

import static dev.coppice.ops.Expectation.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Outcome.Failed;
import dev.coppice.ops.Outcome.Missing;
import dev.coppice.ops.Outcome.Refused;
import dev.coppice.ops.Outcome.Violated;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jooq.Record;
import org.jooq.impl.AbstractConverter;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code …Each} promises, one promise per test; that it holds for any table is {@link EachPropertyTest}'s. */
@PostgresTest
class EachTest {
    private static final long MOST_SUBTRANSACTIONS = 8;

    private Shop shop;
    private TestDatabase db;
    private FaultyDataSource counted;
    private Ops ops;

    @BeforeEach
    void open(TestDatabase database) {
        db = database;
        shop = Shop.in(db);
        counted = FaultyDataSource.over(db.dataSource());
        ops = Ops.on(counted);
    }

    @Test
    void an_empty_batch_sends_no_sql() {
        ops.write(w -> {
            counted.arm(PlannedFault.statement(1));
            assertThat(w.createEach(List.<Creator<Record>>of())).isEmpty();
            assertThat(w.updateEach(List.<Updater<Record>>of())).isEmpty();
            assertThat(w.upsertEach(List.<Upserter<Record>>of())).isEmpty();
            assertThat(w.purgeEach(List.<Purger<Record>>of())).isEmpty();
            assertThat(w.createDependentEach(List.<DependentCreator<Integer, Record>>of(), 1))
                    .isEmpty();
            assertThat(counted.statements()).isZero();
            return null;
        });
    }

    @Test
    void a_null_item_and_a_second_table_are_refused_before_anything_is_sent() {
        ops.write(w -> {
            counted.arm(PlannedFault.statement(1));
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> w.createEach(Arrays.asList(shop.aTheme("a"), null)))
                    .withMessage("The write of \"createEach\" was refused. Item 2 is null. Nothing of it was written. "
                            + "Leave it out.");
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> w.createEach(
                            List.of(shop.aTheme("a"), Creator.into(shop.domain).set(shop.domainId, 9))))
                    .returns("write.mixed-tables", CoppiceException::code);
            assertThat(counted.statements()).isZero();
            return null;
        });
    }

    @Test
    void every_item_is_answered_in_order_by_its_own_ending() {
        var taken = shop.aTheme("a").expect(unique("theme_name_key"), NameTaken::new);
        var outcomes = ops.write(w -> w.createEach(List.of(
                shop.aTheme("a"),
                shop.aTheme("b").onlyIf(shop.openDomain(3)),
                taken,
                shop.aTheme("c").set(shop.rank, -1),
                Creator.into(shop.theme).set(shop.ofDomain, 99).set(shop.name, "d"),
                shop.aTheme("e").set(shop.note, "a\0b"),
                Creator.into(shop.theme).set(shop.ofDomain, 1),
                shop.aTheme("f").onlyIf(shop.openDomain(2)))));
        assertThat(outcomes).extracting(Outcome::ordinal).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(outcomes)
                .extracting(outcome -> (Object) outcome.getClass())
                .containsExactly(
                        Applied.class,
                        Refused.class,
                        Violated.class,
                        Violated.class,
                        Violated.class,
                        Failed.class,
                        Violated.class,
                        Applied.class);
        assertThat(((Violated<Record>) outcomes.get(2)).error()).isInstanceOf(NameTaken.class);
        assertThat(((Violated<Record>) outcomes.get(6)).violation().column()).isEqualTo("name");
        assertThat(shop.count("theme")).isEqualTo(2);
    }

    @Test
    void a_builder_that_throws_fails_its_item_alone() {
        var outcomes = ops.write(w -> w.createDependentEach(
                IntStream.range(0, 6)
                        .mapToObj(number -> DependentCreator.<Integer, Record>of(
                                        Creator.into(shop.theme).set(shop.name, "t" + number))
                                .set(shop.ofDomain, parent -> parent / (number - 2)))
                        .toList(),
                2));
        assertThat(outcomes.get(2)).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(Failed.Kind.BUILD);
            assertThat(failed.ordinal()).isEqualTo(2);
        });
        assertThat(outcomes.get(3)).isInstanceOf(Applied.class);
        assertThat(shop.count("theme")).isEqualTo(2);
    }

    @Test
    void equal_items_of_one_batch_are_answered_position_by_position() {
        var created = ops.write(w -> w.createEach(repeated(number -> shop.aTheme("t" + number % 4))));
        assertThat(created.subList(4, 8))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Violated.class));
        var updated = ops.write(w ->
                w.updateEach(repeated(number -> byName("t" + number % 4).set(shop.rank, number + 1))));
        assertThat(updated)
                .extracting(outcome -> outcome.orThrow().get(shop.rank))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        var upserted = ops.write(w -> w.upsertEach(repeated(number -> upserter("u" + number % 4, number + 1))));
        assertThat(upserted)
                .extracting(outcome -> ((Applied<Record>) outcome).change())
                .containsExactly(
                        Change.INSERTED,
                        Change.INSERTED,
                        Change.INSERTED,
                        Change.INSERTED,
                        Change.UPDATED,
                        Change.UPDATED,
                        Change.UPDATED,
                        Change.UPDATED);
        var purged = ops.write(w -> w.purgeEach(repeated(number -> purger("t" + number % 4))));
        assertThat(purged.subList(0, 4))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Applied.class));
        assertThat(purged.subList(4, 8))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Missing.class));
    }

    @Test
    void values_swapped_under_a_unique_rule_come_out_as_item_by_item() {
        ops.write(w -> w.createEach(repeated(number -> shop.aTheme("t" + number))));
        var swapped = ops.write(w ->
                w.updateEach(repeated(number -> byId(number + 1).set(shop.name, "t" + (number + 1) % 8))));
        assertThat(swapped).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Violated.class));
        var shifted =
                ops.write(w -> w.updateEach(repeated(number -> byId(8 - number).set(shop.name, "t" + (8 - number)))));
        assertThat(shifted).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Applied.class));
    }

    @Test
    void a_row_may_refer_to_an_earlier_one_of_its_batch_and_not_to_a_later_one() {
        db.execute("CREATE TABLE ${schema}.node (id int PRIMARY KEY, up int REFERENCES ${schema}.node)");
        var node = DSL.table(DSL.name(db.schema(), "node"));
        var id = DSL.field(DSL.name(db.schema(), "node", "id"), SQLDataType.INTEGER);
        var up = DSL.field(DSL.name(db.schema(), "node", "up"), SQLDataType.INTEGER);
        var forward = List.of(5, 0, 1, 7, 3, 4, 6, 7);
        var outcomes = ops.write(w -> w.createEach(repeated(
                number -> Creator.into(node).set(id, number).set(up, number == 1 ? null : forward.get(number)))));
        assertThat(outcomes.stream().filter(Applied.class::isInstance).map(Outcome::ordinal))
                .containsExactly(1, 2, 6, 7)
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNIQUE DEFERRABLE", "REFERENCES ${schema}.domain"})
    void the_rule_broken_first_is_named_though_a_later_item_would_mend_it(String second) {
        db.execute(
                "CREATE TABLE ${schema}.node (id int PRIMARY KEY, up int CONSTRAINT node_up REFERENCES ${schema}.node, "
                        + "other int " + second + ")");
        var node = DSL.table(DSL.name(db.schema(), "node"));
        var id = DSL.field(DSL.name(db.schema(), "node", "id"), SQLDataType.INTEGER);
        var up = DSL.field(DSL.name(db.schema(), "node", "up"), SQLDataType.INTEGER);
        var other = DSL.field(DSL.name(db.schema(), "node", "other"), SQLDataType.INTEGER);
        var others = second.startsWith("UNIQUE") ? List.of(0, 1, 2, 1, 4, 5, 6, 7) : List.of(1, 1, 1, 99, 1, 1, 1, 1);
        var outcomes = ops.write(w -> w.createEach(repeated(number -> Creator.into(node)
                .set(id, number)
                .set(up, number == 3 ? 5 : null)
                .set(other, others.get(number)))));
        assertThat(outcomes.get(3))
                .isInstanceOfSatisfying(
                        Violated.class,
                        violated ->
                                assertThat(violated.violation().constraint()).isEqualTo("node_up"));
        assertThat(outcomes.stream().filter(Applied.class::isInstance)).hasSize(7);
    }

    @Test
    void what_a_trigger_writes_for_a_row_that_it_drops_is_undone_with_it() {
        db.execute("""
            CREATE TABLE ${schema}.aside (name text);
            CREATE FUNCTION ${schema}.aside() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO ${schema}.aside VALUES (NEW.name); RETURN NULL; END $$;
            CREATE TRIGGER aside BEFORE INSERT ON ${schema}.theme FOR EACH ROW EXECUTE FUNCTION ${schema}.aside();
            """);
        var outcomes = ops.write(w -> {
            assertThat(w.create(shop.aTheme("single"))).isInstanceOf(Failed.class);
            return w.createEach(repeated(number -> shop.aTheme("t" + number)));
        });
        assertThat(outcomes).hasSize(8).allMatch(Failed.class::isInstance);
        assertThat(shop.count("aside")).isZero();
    }

    @Test
    void items_of_many_characters_are_sent_in_several_statements() throws SQLException {
        var big = "x".repeat(1 << 20);
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            var outcomes = Ops.joining(connection)
                    .write(w -> w.createEach(IntStream.range(0, 40)
                            .mapToObj(number -> shop.aTheme("t" + number).set(shop.note, big))
                            .toList()));
            assertThat(outcomes).hasSize(40).allMatch(Applied.class::isInstance);
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "SELECT count(DISTINCT xmin::text) FROM " + db.schema() + ".theme")) {
                row.next();
                assertThat(row.getLong(1)).isBetween(3L, MOST_SUBTRANSACTIONS);
            }
        }
    }

    @Test
    void a_value_whose_converter_fails_fails_its_item_alone() {
        var picky = shop.rank.getDataType().asConvertedDataType(new Picky());
        var rank = DSL.field(DSL.name(db.schema(), "theme", "rank"), picky);
        var outcomes = ops.write(w -> {
            var told = w.createEach(repeated(
                    number -> shop.aTheme("t" + number).set(rank, number == 3 ? "bad" : Integer.toString(number + 1))));
            w.create(shop.aTheme("after")).orThrow();
            return told;
        });
        assertThat(outcomes.get(3)).isInstanceOf(Failed.class);
        assertThat(outcomes.stream().filter(Applied.class::isInstance)).hasSize(7);
        assertThat(shop.count("theme")).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"0", "0.001", "0.01", "0.1"})
    void a_batch_of_ten_thousand_leaves_few_subtransactions(double bad) throws SQLException {
        var gates = IntStream.range(1, 3).mapToObj(shop::openDomain).toList();
        var every = bad == 0 ? Integer.MAX_VALUE : (int) (1 / bad);
        var creators = new ArrayList<Creator<Record>>();
        for (var number = 0; number < 10_000; number++) {
            var spec = number % every == every - 1
                    ? bad(number, number / every)
                    : shop.aTheme("t" + number).set(shop.rank, 1);
            creators.add(spec.onlyIf(gates.get(number % 2)));
        }
        counted.arm(PlannedFault.statement(1_000_000));
        try (var connection = counted.getConnection()) {
            connection.setAutoCommit(false);
            var outcomes = Ops.joining(connection).write(w -> w.createEach(creators));
            assertThat(subtransactions(connection)).isBetween(1L, MOST_SUBTRANSACTIONS);
            connection.commit();
            var refused = (int) (10_000 * bad);
            assertThat(outcomes.stream().filter(Applied.class::isInstance)).hasSize(10_000 - refused);
            assertThat(counted.statements()).isLessThan(40 + 2 * refused);
        }
    }

    @Test
    void a_hundred_thousand_items_leave_few_subtransactions() {
        var creators = IntStream.range(0, 100_000)
                .mapToObj(number -> shop.aTheme("t" + number))
                .toList();
        var outcomes = ops.write(w -> w.createEach(creators));
        assertThat(outcomes).hasSize(100_000).allMatch(Applied.class::isInstance);
        assertThat(shop.number("SELECT count(DISTINCT xmin::text) FROM " + db.schema() + ".theme"))
                .isLessThanOrEqualTo(MOST_SUBTRANSACTIONS);
    }

    @Test
    void a_trigger_that_drops_a_row_fails_that_item_alone() {
        db.execute("""
            CREATE FUNCTION ${schema}.dropping() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN IF NEW.rank = 3 THEN RETURN NULL; END IF; RETURN NEW; END $$;
            CREATE TRIGGER dropping BEFORE INSERT ON ${schema}.theme
                FOR EACH ROW EXECUTE FUNCTION ${schema}.dropping();
            """);
        var outcomes = ops.write(w ->
                w.createEach(repeated(number -> shop.aTheme("t" + number).set(shop.rank, number + 1))));
        assertThat(outcomes.get(2)).isInstanceOf(Failed.class);
        assertThat(shop.count("theme")).isEqualTo(7);
    }

    @Test
    void states_of_a_trigger_a_generated_column_and_a_policy_are_endings_of_their_items() throws SQLException {
        db.execute("""
            ALTER TABLE ${schema}.theme ADD twice int GENERATED ALWAYS AS (rank * 2) STORED;
            CREATE FUNCTION ${schema}.raising() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN IF NEW.rank = 3 THEN RAISE EXCEPTION 'secret' USING ERRCODE = 'SH001'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER raising BEFORE INSERT ON ${schema}.theme
                FOR EACH ROW EXECUTE FUNCTION ${schema}.raising();
            ALTER TABLE ${schema}.theme ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY low ON ${schema}.theme USING (true) WITH CHECK (rank < 5);
            CREATE ROLE ${schema}_writer;
            GRANT USAGE ON SCHEMA ${schema} TO ${schema}_writer;
            GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO ${schema}_writer;
            """);
        var twice = DSL.field(DSL.name(db.schema(), "theme", "twice"), SQLDataType.INTEGER);
        try (var connection = db.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL ROLE " + db.schema() + "_writer");
            var outcomes = Ops.joining(connection)
                    .write(w -> w.createEach(repeated(number -> {
                        var creator = shop.aTheme("t" + number).set(shop.rank, number);
                        return number == 1 ? creator.set(twice, 1) : creator;
                    })));
            assertThat(outcomes)
                    .extracting(outcome -> outcome instanceof Failed<Record> failed ? code(failed.error()) : "")
                    .containsExactly(
                            "",
                            "database.generated-column",
                            "",
                            "database.failed",
                            "",
                            "database.policy",
                            "database.policy",
                            "database.policy");
            assertThat(((Failed<Record>) outcomes.get(3)).error())
                    .hasNoCause()
                    .hasMessageNotContaining("secret")
                    .hasMessageContaining("SH001");
            connection.rollback();
        } finally {
            db.execute("DROP OWNED BY ${schema}_writer; DROP ROLE ${schema}_writer");
        }
    }

    @Test
    void the_joined_transaction_stays_usable_and_keeps_what_stood_before() throws SQLException {
        try (var connection = db.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO " + db.schema() + ".theme (domain_id, name) VALUES (1, 'before')");
            var outcomes = Ops.joining(connection)
                    .write(w -> w.createEach(repeated(number -> shop.aTheme(number == 3 ? "before" : "t" + number))));
            assertThat(outcomes.get(3)).isInstanceOf(Violated.class);
            statement.execute("INSERT INTO " + db.schema() + ".theme (domain_id, name) VALUES (1, 'after')");
            connection.commit();
        }
        assertThat(shop.count("theme")).isEqualTo(9);
    }

    @Test
    void no_message_carries_a_value_or_sql() {
        var outcomes = ops.write(w -> w.createEach(repeated(number -> shop.aTheme("secret" + number % 2)
                .set(shop.rank, number == 5 ? -7 : 7)
                .set(shop.note, number == 6 ? "secret\0" : "secret"))));
        assertThat(outcomes)
                .filteredOn(outcome -> !(outcome instanceof Applied))
                .hasSize(6)
                .allSatisfy(outcome -> {
                    var error = outcome instanceof Violated<Record> violated
                            ? violated.error()
                            : ((Failed<Record>) outcome).error();
                    assertThat(error)
                            .hasNoCause()
                            .hasMessageNotContaining("secret")
                            .hasMessageNotContainingAny("INSERT", "insert");
                    assertThat(outcome.toString()).doesNotContain("secret");
                });
    }

    @Test
    void returned_rows_equal_what_a_fresh_read_returns() {
        ops.write(w -> {
            var outcomes = w.createEach(repeated(number -> shop.aTheme("t" + number)));
            for (var outcome : outcomes) {
                var row = outcome.orThrow();
                var fresh = w.find(Key.in(shop.theme).with(shop.id, row.get(shop.id)))
                        .orElseThrow();
                assertThat(row.intoList()).isEqualTo(fresh.intoList());
            }
            return null;
        });
    }

    /** Takes whole numbers, and fails at anything else. */
    private static final class Picky extends AbstractConverter<Integer, String> {
        private static final long serialVersionUID = 1L;

        Picky() {
            super(Integer.class, String.class);
        }

        @Override
        public String from(Integer stored) {
            return stored == null ? "" : stored.toString();
        }

        @Override
        public Integer to(String given) {
            return Integer.valueOf(given);
        }
    }

    private Creator<Record> bad(int number, int kind) {
        return switch (kind % 3) {
            case 0 -> shop.aTheme("t" + (number - 1)).set(shop.rank, 1);
            case 1 -> shop.aTheme("t" + number).set(shop.rank, -1);
            default ->
                Creator.into(shop.theme)
                        .set(shop.ofDomain, 99)
                        .set(shop.name, "t" + number)
                        .set(shop.rank, 1);
        };
    }

    private Updater<Record> byName(String name) {
        return Updater.of(shop.theme).key(shop.ofDomain, 1).key(shop.name, name);
    }

    private Updater<Record> byId(long id) {
        return Updater.of(shop.theme).key(shop.id, id);
    }

    private Upserter<Record> upserter(String name, int rank) {
        return Upserter.into(shop.theme)
                .set(shop.ofDomain, 1)
                .set(shop.name, name)
                .set(shop.rank, rank)
                .conflictOn(shop.ofDomain, shop.name);
    }

    private Purger<Record> purger(String name) {
        return Purger.from(shop.theme).key(shop.ofDomain, 1).key(shop.name, name);
    }

    private static <S> List<S> repeated(IntFunction<S> spec) {
        return IntStream.range(0, 8).mapToObj(spec).toList();
    }

    private static String code(RuntimeException error) {
        return ((CoppiceException) error).code();
    }

    /** Those of the open transaction that have written and stay: a backend tells from PostgreSQL 16 on, its rows always. */
    private long subtransactions(Connection connection) throws SQLException {
        var told = connection.getMetaData().getDatabaseMajorVersion() >= 16
                ? """
                  SELECT s.subxact_count + CASE WHEN s.subxact_overflowed THEN 64 ELSE 0 END
                    FROM pg_stat_get_backend_idset() b, pg_stat_get_backend_subxact(b) s
                   WHERE pg_stat_get_backend_pid(b) = pg_backend_pid()"""
                : "SELECT count(DISTINCT xmin::text) FROM " + db.schema() + ".theme";
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(told)) {
            row.next();
            return row.getLong(1);
        }
    }
}
