package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of constraint that may stand between an archived row and a row that is there now. One campaign takes the rows 1 to
 * 9 of a table for each of them.
 */
@PostgresTest(Isolation.DATABASE)
class RestoreConstraintTest {
    private static final String UNIQUE_INDEX = "CREATE UNIQUE INDEX %1$s_told ON app.%1$s ";
    private static final String CONSTRAINT = "ALTER TABLE app.%1$s ADD CONSTRAINT %1$s_told ";

    /** A constraint, and name and span of a row 100 that it does not let stand beside row 3. */
    private static final List<List<String>> CONSTRAINTS = List.of(
            List.of(CONSTRAINT + "EXCLUDE USING gist (span WITH &&)", "'x', '[30,40)'"),
            List.of(CONSTRAINT + "EXCLUDE USING gist (span WITH &&) DEFERRABLE INITIALLY DEFERRED", "'x', '[30,40)'"),
            List.of(CONSTRAINT + "EXCLUDE USING gist (span WITH &&) WHERE (name <> 'y')", "'x', '[30,40)'"),
            List.of(CONSTRAINT + "UNIQUE (name)", "'n3', '[130,140)'"),
            List.of(CONSTRAINT + "UNIQUE (name) DEFERRABLE INITIALLY DEFERRED", "'n3', '[130,140)'"),
            List.of(CONSTRAINT + "UNIQUE (twice, name)", "'n3', '[30,40)'"),
            List.of(CONSTRAINT + "UNIQUE NULLS NOT DISTINCT (maybe)", "'x', '[130,140)'"),
            List.of(UNIQUE_INDEX + "(name) WHERE NOT maybe IS NULL OR name = 'n3'", "'n3', '[130,140)'"),
            List.of(UNIQUE_INDEX + "(lower(name) text_pattern_ops) INCLUDE (id)", "'N3', '[130,140)'"),
            List.of(UNIQUE_INDEX + "(name COLLATE app.any_case)", "'N3', '[130,140)'"),
            List.of(UNIQUE_INDEX + "(upper(name) COLLATE app.any_case, twice)", "'n3', '[30,40)'"),
            List.of(UNIQUE_INDEX + "((span * int4range(0, 1000)))", "'x', '[30,40)'"),
            List.of(UNIQUE_INDEX + "(mood) WHERE mood IS NOT NULL AND id IN (3, 100)", "'x', '[130,140)'"),
            List.of(UNIQUE_INDEX + "(level) WHERE id IN (3, 100)", "'x', '[130,140)'"),
            List.of(UNIQUE_INDEX + "(pair) WHERE id IN (3, 100)", "'x', '[130,140)'"));

    /** The type of a key, and its value in row i. */
    private static final List<List<String>> KEYS = List.of(
            List.of("app.level", "('so ' || i)::app.grade"),
            List.of("app.count", "i"),
            List.of("app.spans", "int4range(i, i + 2)"),
            List.of("app.list", "ARRAY[i, NULL]"),
            List.of("app.pair", "row(i, 'x')::app.pair"),
            List.of("text COLLATE app.any_case", "'Key' || i"),
            List.of("char(9)", "'k' || i"),
            List.of("numeric(3,1)", "i / 10.0"),
            List.of("float8", "CASE i WHEN 1 THEN '-0'::float8 WHEN 2 THEN 'NaN' ELSE i END"),
            List.of(
                    "timestamptz",
                    "CASE i WHEN 1 THEN '-infinity' ELSE timestamptz '2020-01-01' + i * interval '1 d' END"),
            List.of("jsonb", "jsonb_build_object('a', i)"),
            List.of("bytea", "decode(lpad(i::text, 2, '0'), 'hex')"));

    @TempDir
    private static Path folder;

    private static Copies before;
    private static ArchiveReader archive;

    @BeforeAll
    static void pruned(TestDatabase db) {
        types(db);
        IntStream.range(0, CONSTRAINTS.size())
                .forEach(i -> table(db, "t" + i, CONSTRAINTS.get(i).getFirst()));
        IntStream.range(0, KEYS.size()).forEach(i -> keyed(db, "k" + i, KEYS.get(i)));
        for (var table : List.of("outside", "third", "swapped", "numbered")) {
            table(db, table, CONSTRAINT + (table.equals("swapped") ? "UNIQUE (name) DEFERRABLE" : "UNIQUE (name)"));
        }
        db.execute(
                "ALTER TABLE app.outside DROP CONSTRAINT outside_told;"
                        + " CREATE UNIQUE INDEX outside_told ON app.outside (name) WHERE level IS NULL;"
                        + " UPDATE app.swapped SET root_id = 1; ALTER TABLE app.numbered ADD COLUMN n int GENERATED ALWAYS AS IDENTITY");
        before = Copies.of(db, "app");
        var policy = Policy.of("roots", "app.root").when("done").archive(StoreLocation.parse("file:" + folder));
        archive = Restoring.archive(folder, Restoring.prune(db, policy.build()));
        Restoring.restore(db, archive, Restoring.ALL.table(TableName.parse("app.root")));
    }

    static IntStream constraints() {
        return IntStream.range(0, CONSTRAINTS.size());
    }

    @ParameterizedTest
    @MethodSource("constraints")
    void what_a_constraint_says_no_to_is_a_conflict_under_its_name(int number, TestDatabase db) {
        var name = "t" + number;
        var wanted = only(name);
        var conflict = new RestoreConflict(TableName.parse("app." + name), name + "_told", 1);
        insert(db, name, "(100, " + CONSTRAINTS.get(number).getLast() + ")");
        var stopped = Restoring.restore(db, archive, wanted);
        assertThat(stopped.stopped().orElseThrow().code()).isEqualTo("restore.conflict");
        assertThat(stopped.conflicts()).containsExactly(conflict);
        var kept = Restoring.restore(db, archive, wanted.onConflict(OnConflict.REPLACE));
        assertThat(kept.conflicts()).containsExactly(conflict);
        var skipping = wanted.onConflict(OnConflict.SKIP);
        assertThat(Restores.on(db.dataSource()).preview(archive, skipping).conflicts())
                .containsExactly(conflict);
        var skipped = Restoring.restore(db, archive, skipping);
        assertThat(skipped.stopped()).isEmpty();
        assertThat(skipped.skipped()).isEqualTo(Map.of(conflict.table(), 1L));
        assertThat(before.gone("app." + name)).isZero(); // one is missing, one is new
    }

    static IntStream keys() {
        return IntStream.range(0, KEYS.size());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void a_key_of_any_type_finds_its_row_again(int number, TestDatabase db) {
        var name = "k" + number;
        var table = TableName.parse("app." + name);
        db.execute(
                "INSERT INTO app." + name + " SELECT id, root_id, 'mine' FROM kept." + name + " WHERE root_id % 2 = 0");
        var left = Restoring.restore(db, archive, only(name).onConflict(OnConflict.SKIP));
        assertThat(left.skipped()).isEqualTo(Map.of(table, 4L));
        db.execute("DELETE FROM app." + name + " WHERE root_id = 1");
        var replaced = Restoring.restore(db, archive, only(name).onConflict(OnConflict.REPLACE));
        assertThat(replaced.stopped()).isEmpty();
        assertThat(replaced.conflicts()).containsExactly(new RestoreConflict(table, name + "_pkey", 8));
        before.requireBack(table.toString());
    }

    @Test
    void a_key_that_a_cast_would_cut_names_no_row(TestDatabase db) {
        var restores = Restores.on(db.dataSource());
        for (var key : List.of("char(9)|k12345678x", "numeric(3,1)|0.12")) {
            var parts = key.split("\\|", -1);
            var name = "k" + KEYS.stream().map(List::getFirst).toList().indexOf(parts[0]);
            assertThatThrownBy(() -> restores.preview(archive, only(name).key(List.of(parts[1]))))
                    .hasMessageContaining("What was given for id is no value of type ");
        }
        var number = "k" + KEYS.stream().map(List::getFirst).toList().indexOf("numeric(3,1)");
        assertThat(restores.preview(archive, only(number).key(List.of("0.10"))).chunks())
                .isPositive();
    }

    @Test
    void a_row_outside_of_a_partial_index_is_no_conflict(TestDatabase db) {
        insert(db, "outside", "(100, 'n3', '[130,140)')");
        assertThat(Restoring.restore(db, archive, only("outside")).stopped()).isEmpty();
    }

    @Test
    void a_row_whose_old_values_a_third_row_forbids_is_not_replaced(TestDatabase db) {
        insert(db, "third", "(3, 'mine', '[30,40)'), (100, 'n3', '[130,140)')");
        var report = Restoring.restore(db, archive, only("third").onConflict(OnConflict.REPLACE));
        assertThat(report.stopped().orElseThrow().code()).isEqualTo("restore.conflict");
        assertThat(report.conflicts())
                .containsExactly(new RestoreConflict(TableName.parse("app.third"), "third_told", 1));
        assertThat(new Database(db).list("SELECT name FROM app.third WHERE id = 3"))
                .containsExactly("mine");
    }

    @Test
    void rows_that_have_swapped_what_is_unique_get_it_back_where_it_is_checked_late(TestDatabase db) {
        insert(db, "swapped", "(2, 'n3', '[20,30)'), (3, 'n2', '[30,40)')");
        var report = Restoring.restore(db, archive, only("swapped").onConflict(OnConflict.REPLACE));
        assertThat(report.stopped()).isEmpty();
        assertThat(new Database(db).list("SELECT name FROM app.swapped WHERE id IN (2, 3) ORDER BY id"))
                .containsExactly("n2", "n3");
    }

    @Test
    void a_row_with_another_number_that_only_the_server_gives_is_not_replaced(TestDatabase db) {
        insert(db, "numbered", "(3, 'mine', '[30,40)')");
        var replacing = only("numbered").onConflict(OnConflict.REPLACE);
        assertThat(Restoring.restore(db, archive, replacing).conflicts())
                .containsExactly(new RestoreConflict(TableName.parse("app.numbered"), "numbered_pkey", 1));
        db.execute("UPDATE app.numbered SET id = 100, name = 'n3' WHERE id = 3");
        assertThat(Restoring.restore(db, archive, replacing).conflicts())
                .containsExactly(new RestoreConflict(TableName.parse("app.numbered"), "numbered_told", 1));
    }

    private static RestoreOptions only(String table) {
        return Restoring.ALL.table(TableName.parse("app." + table));
    }

    private static void insert(TestDatabase db, String table, String rows) {
        db.execute("INSERT INTO app." + table + " (id, name, span) VALUES " + rows);
    }

    private static void table(TestDatabase db, String name, String constraint) {
        db.execute("""
                CREATE TABLE app.%1$s (
                    id int PRIMARY KEY, root_id int REFERENCES app.root, name text, span int4range, maybe int,
                    mood app.mood DEFAULT 'sad', level app.level DEFAULT 'so 3', pair app.pair DEFAULT row(1, 'x')::app.pair,
                    twice int GENERATED ALWAYS AS (lower(span) * 2) STORED
                );
                CREATE INDEX ON app.%1$s (root_id);
                INSERT INTO app.%1$s
                SELECT i, i, 'n' || i, int4range(i * 10, i * 10 + 10), nullif(i, 3) FROM generate_series(1, 9) AS i;
                """.formatted(name) + constraint.formatted(name));
    }

    private static void keyed(TestDatabase db, String name, List<String> key) {
        db.execute("""
                CREATE TABLE app.%1$s (id %2$s PRIMARY KEY, root_id int REFERENCES app.root, note text);
                CREATE INDEX ON app.%1$s (root_id);
                INSERT INTO app.%1$s SELECT (%3$s), i, 'note ' || i FROM generate_series(1, 9) AS i;
                CREATE TABLE kept.%1$s AS SELECT * FROM app.%1$s;
                """.formatted(name, key.getFirst(), key.getLast()));
    }

    private static void types(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE SCHEMA kept;
                CREATE COLLATION app.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                CREATE TYPE app.mood AS ENUM ('sad', 'happy');
                CREATE TYPE app.grade AS ENUM ('so 1', 'so 2', 'so 3', 'so 4', 'so 5', 'so 6', 'so 7', 'so 8', 'so 9');
                CREATE DOMAIN app.level AS app.grade;
                CREATE DOMAIN app.count AS int CHECK (value > 0);
                CREATE DOMAIN app.spans AS int4range;
                CREATE DOMAIN app.list AS int[];
                CREATE TYPE app.pair AS (x int, y text);
                CREATE TABLE app.root (id int PRIMARY KEY, done bool NOT NULL);
                INSERT INTO app.root SELECT i, true FROM generate_series(1, 9) AS i;
                """);
    }
}
