package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a campaign took is put back, and every row of every table is as it was. */
@PostgresTest(Isolation.DATABASE)
class RestoreRoundTripTest {
    @TempDir
    private Path folder;

    @Test
    void sessions_with_events_steps_grants_and_edits_come_back(TestDatabase db) {
        Shop.open(db, 200);
        var before = Copies.of(db, "app");
        var campaign = Restoring.prune(db, Shop.archived(folder).build());
        assertThat(before.gone("app.session")).isPositive();
        assertThat(campaign.counts().edited()).isPositive();
        var report = Restoring.restore(db, Restoring.archive(folder, campaign), Restoring.ALL);
        before.requireBack();
        assertThat(report.record().state()).isEqualTo(RestoreState.SUCCEEDED);
        assertThat(report.restored().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(campaign.counts().rows());
        assertThat(report.edited())
                .containsEntry(TableName.parse("app.audit"), campaign.counts().edited());
        assertThat(report.skipped()).isEmpty();
        assertThat(report.conflicts()).isEmpty();
        assertThat(new Database(db).list("SELECT action FROM coppice.audit WHERE subject = 'restore/1' ORDER BY seq"))
                .containsExactly("restore.created", "restore.succeeded");
    }

    @Test
    void f3_a_circle_without_nulls_comes_back_in_one_statement(TestDatabase db) {
        app(db, """
                CREATE TABLE app.cart (id int PRIMARY KEY, done bool NOT NULL, main_item int NOT NULL);
                CREATE TABLE app.item (id int PRIMARY KEY, cart_id int NOT NULL REFERENCES app.cart, name text);
                CREATE INDEX ON app.item (cart_id);
                CREATE INDEX ON app.cart (main_item);
                BEGIN;
                ALTER TABLE app.cart ADD CONSTRAINT main FOREIGN KEY (main_item) REFERENCES app.item
                    DEFERRABLE INITIALLY DEFERRED;
                INSERT INTO app.cart SELECT i, i % 2 = 0, i * 10 FROM generate_series(1, 40) AS i;
                INSERT INTO app.item SELECT i * 10 + n, i, 'x' FROM generate_series(1, 40) AS i, generate_series(0, 2) AS n;
                COMMIT;
                ALTER TABLE app.cart ALTER CONSTRAINT main NOT DEFERRABLE;
                """);
        roundTrip(db, Policy.of("carts", "app.cart").when("done"), 80);
    }

    @Test
    void f4_a_chain_that_went_in_many_chunks_comes_back_whole(TestDatabase db) {
        app(db, """
                CREATE TABLE app.node (id int PRIMARY KEY, done bool NOT NULL, prev int REFERENCES app.node);
                CREATE INDEX ON app.node (prev);
                INSERT INTO app.node SELECT i, i <> 3000, nullif(i - 1, 0) FROM generate_series(1, 6000) AS i;
                ANALYZE app.node;
                """);
        roundTrip(db, Policy.of("nodes", "app.node").when("done"), 3_000);
        assertThat(new Database(db).list("SELECT count(*) > 2 FROM coppice.restore_chunk"))
                .containsExactly("t");
    }

    @Test
    void f5_what_was_drained_in_parts_comes_back_whole(TestDatabase db) {
        app(db, """
                CREATE TABLE app.tree (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.branch (id int PRIMARY KEY, tree_id int NOT NULL REFERENCES app.tree);
                CREATE INDEX ON app.branch (tree_id);
                CREATE TABLE app.leaf (id bigint GENERATED ALWAYS AS IDENTITY, branch_id int NOT NULL REFERENCES app.branch);
                CREATE INDEX ON app.leaf (branch_id);
                INSERT INTO app.tree SELECT i, i <> 7 FROM generate_series(1, 10) AS i;
                INSERT INTO app.branch SELECT i * 1000 + n, i FROM generate_series(1, 10) AS i, generate_series(1, 20) AS n;
                INSERT INTO app.leaf (branch_id) SELECT id FROM app.branch, generate_series(1, 20);
                INSERT INTO app.leaf (branch_id) SELECT 4003 FROM generate_series(1, 1980);
                ANALYZE app.tree, app.branch, app.leaf;
                """);
        roundTrip(db, Policy.of("trees", "app.tree").when("done"), 5_769);
    }

    @Test
    void f16_identity_generated_and_quoted_columns_come_back_as_they_were(TestDatabase db) {
        app(db, """
                CREATE TYPE app.mood AS ENUM ('sad', 'so so', 'happy');
                CREATE DOMAIN app.short AS text CHECK (length(value) < 20);
                CREATE TYPE app.point3 AS (x int, "y z" text, w app.mood);
                CREATE TABLE app."Select ""M"" x" (
                    "order" bigint GENERATED ALWAYS AS IDENTITY,
                    "from" uuid NOT NULL DEFAULT gen_random_uuid(),
                    done bool NOT NULL,
                    twice bigint GENERATED ALWAYS AS ("order" * 2) STORED,
                    mood app.mood, short app.short, "point.3" app.point3, many app.point3[], moods app.mood[],
                    span tstzrange, spans int4multirange, doc jsonb, raw bytea, "char" "char", price numeric(12, 3),
                    "time" interval, addr inet, bits bit varying(9), f float8, note text, cash money, c char(5),
                    PRIMARY KEY ("from", "order")
                );
                INSERT INTO app."Select ""M"" x" (done, mood, short, "point.3", many, moods, span, spans, doc, raw, "char",
                    price, "time", addr, bits, f, note, cash, c)
                SELECT i % 4 > 0, 'so so', 'sh"or,t' || i, row(i, E'a\\n"b",\\\\', 'happy')::app.point3,
                    ARRAY[row(1, NULL, 'sad')::app.point3, NULL], ARRAY['sad', NULL]::app.mood[],
                    tstzrange('2020-01-01', NULL), '{[1,3),[5,9)}', '{"a": [1, null, "é"]}', '\\x00ff5c', 'x', i / 7.0,
                    interval '1 mon -2 days 03:04:05.678', '10.0.0.1/24', B'10101', 0.1::float8 + i,
                    CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE E'\\\\.\\n\\r,"' END, 12.5, 'ab'
                FROM generate_series(1, 100) AS i;
                CREATE TABLE app.child (
                    id int PRIMARY KEY, "from" uuid NOT NULL, "order" bigint NOT NULL,
                    FOREIGN KEY ("from", "order") REFERENCES app."Select ""M"" x"
                );
                CREATE INDEX ON app.child ("from", "order");
                INSERT INTO app.child SELECT row_number() OVER (), "from", "order" FROM app."Select ""M"" x";
                """);
        var campaign = roundTrip(
                db, Policy.of("odd", new TableName("app", "Select \"M\" x")).when("done"), 150);
        assertThat(campaign.counts().roots()).isEqualTo(75);
    }

    @Test
    void f14_rows_come_back_whatever_the_settings_of_the_database(TestDatabase db) {
        app(db, """
                CREATE DOMAIN app.tags AS text[];
                CREATE TABLE app.odd (
                    id int PRIMARY KEY, at timestamptz, day date, clock timetz, span interval, raw bytea, f float8, g float4,
                    cash money, doc xml, tags text[], more app.tags, days tstzrange, grid int[][], words tsvector, place point
                );
                INSERT INTO app.odd
                SELECT i, timestamptz '2020-02-03 04:05:06.789+00' + i * interval '1 d', date '2020-02-03' + i, '04:05:06.7+05:30',
                    interval '-1 mon +2 days -03:04:05.678', '\\x00ff5c', 1 / (i + 2.0), 1 / (i + 2.0)::float4, 1234.56,
                    xmlparse(content 'only text <a/>'), ARRAY['a', NULL, 'NULL', ''], ARRAY[NULL, 'x"y'],
                    tstzrange('2020-02-03 04:05:06+00', NULL), ARRAY[ARRAY[1, NULL], ARRAY[NULL, 4]], 'a:1A b:2'::tsvector,
                    point(1 / 3.0, '-0'::float8)
                FROM generate_series(1, 9) AS i;
                """);
        var before = Copies.of(db, "app");
        var policy = Policy.of("odd", "app.odd")
                .when("id > 0")
                .archive(StoreLocation.parse("file:" + folder))
                .build();
        var campaign = Restoring.prune(db, policy);
        for (var setting : List.of(
                "DateStyle = 'SQL, DMY'",
                "IntervalStyle = 'iso_8601'",
                "TimeZone = 'Asia/Kolkata'",
                "bytea_output = 'escape'",
                "extra_float_digits = -10",
                "xmloption = 'document'",
                "array_nulls = off",
                "standard_conforming_strings = off",
                "quote_all_identifiers = on",
                "default_transaction_isolation = 'serializable'",
                "search_path = app")) {
            db.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET " + setting.replace("'", "''")
                    + "', current_database()); END $$");
        }
        Restoring.restore(db, Restoring.archive(folder, campaign), Restoring.ALL);
        db.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET ALL', current_database()); END $$");
        before.requireBack();
    }

    @Test
    void f28_partitioned_tables_and_other_schemas_come_back(TestDatabase db) {
        app(db, """
                CREATE SCHEMA far;
                CREATE TABLE app.log (id int, day date NOT NULL, done bool NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
                CREATE TABLE app.log_1 PARTITION OF app.log FOR VALUES FROM ('2020-01-01') TO ('2020-06-01');
                CREATE TABLE app.log_2 PARTITION OF app.log DEFAULT;
                CREATE TABLE far.line (id int PRIMARY KEY, log_id int, log_day date,
                    FOREIGN KEY (log_id, log_day) REFERENCES app.log ON DELETE CASCADE);
                CREATE INDEX ON far.line (log_id, log_day);
                INSERT INTO app.log SELECT i, date '2020-01-01' + i * 7, i % 4 > 0 FROM generate_series(1, 60) AS i;
                INSERT INTO far.line SELECT id, id, day FROM app.log;
                """);
        roundTrip(db, Policy.of("logs", "app.log").when("done"), 90);
    }

    @Test
    void rows_of_a_table_without_a_key_come_back_as_often_as_they_were_there(TestDatabase db) {
        app(db, """
                CREATE TABLE app.visit (at timestamptz NOT NULL, page text);
                CREATE INDEX ON app.visit (at);
                INSERT INTO app.visit SELECT timestamptz '2020-01-01' + i / 3 * interval '1 h', 'p' FROM generate_series(1, 90) AS i;
                """);
        roundTrip(db, Policy.of("visits", "app.visit").olderThan("at", Duration.ofDays(9)), 90);
    }

    @Test
    void an_edit_to_a_default_is_taken_back(TestDatabase db) {
        app(db, """
                CREATE TABLE app.owner (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.thing (id int PRIMARY KEY, note text, owner_id int DEFAULT 0 REFERENCES app.owner ON DELETE SET DEFAULT);
                CREATE INDEX ON app.thing (owner_id);
                INSERT INTO app.owner SELECT i, i > 0 FROM generate_series(0, 30) AS i;
                INSERT INTO app.thing SELECT i, 'n' || i, i FROM generate_series(1, 30) AS i;
                """);
        roundTrip(db, Policy.of("owners", "app.owner").when("done"), 30);
    }

    private Campaign roundTrip(TestDatabase db, PolicyBuilder policy, long gone) {
        var schemas = new Database(db)
                .list("SELECT nspname FROM pg_namespace WHERE nspname IN ('app', 'far')")
                .toArray(String[]::new);
        var before = Copies.of(db, schemas);
        var campaign = Restoring.prune(
                db, policy.archive(StoreLocation.parse("file:" + folder)).build());
        assertThat(before.gone()).isEqualTo(gone);
        var report = Restoring.restore(db, Restoring.archive(folder, campaign), Restoring.ALL);
        assertThat(report.stopped()).isEmpty();
        before.requireBack();
        return campaign;
    }

    private static void app(TestDatabase db, String tables) {
        db.execute(CoppiceSchema.script());
        db.execute("CREATE SCHEMA app");
        db.execute(tables);
    }
}
