package dev.coppice.prune.internal.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.TableName;
import dev.coppice.prune.AssociationConfig;
import dev.coppice.prune.Database;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PolicyBuilder;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.Deletion;
import dev.coppice.prune.internal.sql.Drains;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class ChunkTest {
    private static final String HORIZON = "2026-06-01 00:00:00+00";
    private TestDatabase db;
    private Database database;

    @BeforeEach
    void create_schema_coppice(TestDatabase opened) {
        db = opened;
        database = new Database(opened);
        new CoppiceSchema(opened.dataSource()).migrate();
    }

    @Test
    void a_chunk_deletes_what_is_eligible_with_all_that_hangs_below() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (id uuid PRIMARY KEY, state text, at timestamptz);
                CREATE TABLE ${schema}.child (root uuid REFERENCES ${schema}.root, n int, PRIMARY KEY (root, n));
                CREATE TABLE ${schema}.leaf (root uuid, n int, note text,
                    FOREIGN KEY (root, n) REFERENCES ${schema}.child ON DELETE CASCADE);
                CREATE TABLE ${schema}.file (id int PRIMARY KEY, root uuid REFERENCES ${schema}.root ON DELETE SET NULL);
                CREATE TABLE ${schema}.grants (kind text, id text);
                INSERT INTO ${schema}.root
                SELECT gen_random_uuid(), CASE WHEN i % 2 = 0 THEN 'done' ELSE 'live' END, '2026-05-01'::timestamptz + i * interval '1 day'
                FROM generate_series(1, 60) AS i;
                INSERT INTO ${schema}.child SELECT id, n FROM ${schema}.root, generate_series(1, 2) AS n;
                INSERT INTO ${schema}.leaf SELECT root, n, 'x' FROM ${schema}.child, generate_series(1, 3);
                INSERT INTO ${schema}.file SELECT row_number() OVER (), id FROM ${schema}.root;
                INSERT INTO ${schema}.grants SELECT kind, id::text FROM ${schema}.root, unnest('{root,other}'::text[]) AS kind;
                """);
        var policy = done().association(new AssociationConfig(table("grants"), "kind", "root", "id"));
        assertThat(run(policy, 1000, true)).isEqualTo(counts("child", 30, "grants", 15, "leaf", 90, "root", 15));
        assertThat(database.list("SELECT count(*) FROM ${schema}.file WHERE root IS NULL"))
                .containsExactly("15");
        assertThat(database.list("SELECT count(*) FROM ${schema}.root WHERE state = 'done' AND at < '" + HORIZON + "'"))
                .containsExactly("0");
    }

    @Test
    void the_cursor_walks_the_whole_table_by_age_and_key() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (a text, b int, state text DEFAULT 'done', at timestamptz, PRIMARY KEY (a, b));
                INSERT INTO ${schema}.root SELECT 'k' || i % 7, i, 'done', '2026-01-01'::timestamptz + (i % 3) * interval '1 day'
                FROM generate_series(1, 100) AS i;
                """);
        assertThat(walked(done(), 9)).isEqualTo(100);
    }

    @Test
    void a_row_locked_by_another_is_left_out_and_does_not_stop_the_cursor() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, state text, at timestamptz);
                INSERT INTO ${schema}.root SELECT i, 'done', '2026-01-01'::timestamptz + i * interval '1 hour' FROM generate_series(1, 20) AS i;
                """);
        try (var connection = db.connect();
                var other = db.connect();
                var statement = other.createStatement()) {
            connection.setAutoCommit(false);
            other.setAutoCommit(false);
            statement.execute("SELECT FROM " + db.schema() + ".root WHERE id IN (2, 5) FOR UPDATE");
            var chunk = new ChunkRun(connection, database.check(done().build()), true);
            assertThat(chunk.run(HORIZON, 5)).isEqualTo(counts("root", 3));
            assertThat(chunk.position()).last().isEqualTo("5");
            connection.rollback();
            other.rollback();
        }
    }

    @Test
    void leaves_are_counted_first_or_found_too_many_when_they_are_deleted() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, state text, at timestamptz);
                CREATE TABLE ${schema}.child (root int REFERENCES ${schema}.root);
                INSERT INTO ${schema}.root SELECT i, 'done', '2026-01-01' FROM generate_series(1, 4) AS i;
                INSERT INTO ${schema}.child SELECT i FROM generate_series(1, 4) AS i, generate_series(1, 5);
                """);
        var policy = database.check(done().build());
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            assertThat(new ChunkRun(connection, policy, true, 12).run(HORIZON, 4))
                    .isEqualTo(counts("child", 10, "root", 2));
            connection.rollback();
            assertThatThrownBy(() -> new ChunkRun(connection, policy, false, 12).run(HORIZON, 4))
                    .isInstanceOfSatisfying(
                            ChunkFailure.class,
                            failure -> assertThat(failure.code()).isEqualTo(ChunkFailure.MORE));
            connection.rollback();
        }
    }

    @Test
    void a_live_row_keeps_the_whole_chain_it_stands_on() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, up int REFERENCES ${schema}.root, state text, at timestamptz);
                INSERT INTO ${schema}.root SELECT i, nullif(i - 1, 0), 'done', '2026-01-01'::timestamptz + i * interval '1 hour'
                FROM generate_series(1, 50) AS i;
                INSERT INTO ${schema}.root SELECT i, CASE WHEN i > 101 THEN i - 1 END, 'done', '2026-01-01'::timestamptz + i * interval '1 hour'
                FROM generate_series(101, 110) AS i;
                INSERT INTO ${schema}.root VALUES (51, 50, 'live', '2026-01-01');
                """);
        // Five are claimed, the oldest of a chain that ends at a live row; then a chain without one goes whole.
        assertThat(run(done(), 5, true)).isEqualTo(counts("root", 0));
        assertThat(run(Policy.of("p", database.table("root")).when("state = 'done' AND id > 100"), 3, true))
                .isEqualTo(counts("root", 10));
        assertThat(database.list("SELECT count(*) FROM ${schema}.root")).containsExactly("51");
    }

    @Test
    void circles_go_in_one_statement() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, state text, at timestamptz);
                CREATE TABLE ${schema}.a (id int PRIMARY KEY, root int REFERENCES ${schema}.root, b int NOT NULL, note text);
                CREATE TABLE ${schema}.b (id int PRIMARY KEY, a int NOT NULL REFERENCES ${schema}.a ON DELETE RESTRICT);
                INSERT INTO ${schema}.root VALUES (1, 'done', '2026-01-01'), (2, 'live', '2026-01-01');
                INSERT INTO ${schema}.a VALUES (1, 1, 2, 'one'), (2, 2, 1, 'two'), (3, 2, 3, 'three');
                INSERT INTO ${schema}.b VALUES (1, 1), (2, 2), (3, 3);
                ALTER TABLE ${schema}.a ADD FOREIGN KEY (b) REFERENCES ${schema}.b;
                """);
        assertThat(run(done(), 10, false)).isEqualTo(counts("a", 2, "b", 2, "root", 1));
    }

    @Test
    void a_child_that_stays_is_yielded_with_what_it_had_and_one_that_goes_is_deleted_before() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, state text, at timestamptz);
                CREATE TABLE ${schema}.early (id int PRIMARY KEY, root int REFERENCES ${schema}.root);
                CREATE TABLE ${schema}.leaf (id int PRIMARY KEY, mid int REFERENCES ${schema}.early ON DELETE SET NULL,
                    root int REFERENCES ${schema}.root);
                INSERT INTO ${schema}.root VALUES (1, 'done', '2026-01-01'), (2, 'live', '2026-01-01');
                INSERT INTO ${schema}.early VALUES (1, 1);
                INSERT INTO ${schema}.leaf VALUES (1, 1, 1), (2, 1, 2);
                """);
        var policy = database.check(done().build());
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            var kept = new ArrayList<String>();
            var plain = new PlainRemover(new Sql(connection));
            var deleted = new ChunkRun(connection, policy, true).run(HORIZON, 10, new Remover() {
                @Override
                public Map<TableName, Long> remove(List<Deletion> group) {
                    return plain.remove(group);
                }

                @Override
                public long keep(Edit edit) {
                    new Sql(connection).exactly(edit.text(), row -> kept.add(String.join(",", row.all())));
                    return kept.size();
                }
            });
            assertThat(kept).containsExactly("2,1");
            assertThat(deleted).isEqualTo(counts("early", 1, "leaf", 1, "root", 1));
            connection.rollback();
        }
        assertThat(ChunkSql.of(policy).removed(false))
                .extracting(delete -> delete.table().name())
                .containsExactly("leaf", "early", "root");
    }

    @Test
    void a_root_named_by_a_table_left_out_stays_and_its_children_too() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, state text, at timestamptz);
                CREATE TABLE ${schema}.child (id int PRIMARY KEY, root int REFERENCES ${schema}.root);
                CREATE TABLE ${schema}.stays (child int REFERENCES ${schema}.child);
                INSERT INTO ${schema}.root SELECT i, 'done', '2026-01-01' FROM generate_series(1, 3) AS i;
                INSERT INTO ${schema}.child SELECT i, (i + 1) / 2 FROM generate_series(1, 6) AS i;
                INSERT INTO ${schema}.stays VALUES (3);
                """);
        assertThat(run(done().cascade(table("child")), 10, true)).isEqualTo(counts("child", 4, "root", 2));
        assertThat(database.list("SELECT id FROM ${schema}.child ORDER BY id")).containsExactly("3", "4");
    }

    @Test
    void a_held_row_anywhere_below_keeps_its_root() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, state text, at timestamptz);
                CREATE TABLE ${schema}.child (id int PRIMARY KEY, root int REFERENCES ${schema}.root);
                INSERT INTO ${schema}.root SELECT i, 'done', '2026-01-01' FROM generate_series(1, 4) AS i;
                INSERT INTO ${schema}.child SELECT i, i FROM generate_series(1, 4) AS i;
                """);
        hold("child", "2");
        hold("root", "4");
        assertThat(run(done(), 10, true)).isEqualTo(counts("child", 2, "root", 2));
        assertThat(database.list("SELECT id FROM ${schema}.root ORDER BY id")).containsExactly("2", "4");
    }

    @Test
    void rows_without_a_key_and_in_partitions_are_told_apart() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (id int, day date, state text, at timestamptz, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
                CREATE TABLE ${schema}.root_1 PARTITION OF ${schema}.root FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
                CREATE TABLE ${schema}.root_2 PARTITION OF ${schema}.root DEFAULT PARTITION BY LIST (id);
                CREATE TABLE ${schema}.root_2_1 PARTITION OF ${schema}.root_2 DEFAULT;
                CREATE TABLE ${schema}.event (id int, day date, FOREIGN KEY (id, day) REFERENCES ${schema}.root) PARTITION BY HASH (id);
                CREATE TABLE ${schema}.event_0 PARTITION OF ${schema}.event FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE ${schema}.event_1 PARTITION OF ${schema}.event FOR VALUES WITH (MODULUS 2, REMAINDER 1);
                CREATE TABLE ${schema}.sample (id int, day date, FOREIGN KEY (id, day) REFERENCES ${schema}.root);
                INSERT INTO ${schema}.root SELECT i, '2026-01-20'::date + i, CASE WHEN i % 3 = 0 THEN 'live' ELSE 'done' END, '2026-01-01'
                FROM generate_series(1, 30) AS i;
                INSERT INTO ${schema}.event SELECT id, day FROM ${schema}.root, generate_series(1, 2);
                INSERT INTO ${schema}.sample SELECT id, day FROM ${schema}.root, generate_series(1, 2);
                """);
        assertThat(run(done(), 100, true)).isEqualTo(counts("event", 40, "root", 20, "sample", 40));
        assertThat(database.list("SELECT count(*) FROM ${schema}.event")).containsExactly("20");
    }

    @Test
    void awkward_names_and_types_are_handled() throws Exception {
        db.execute("""
                CREATE DOMAIN ${schema}."Key" AS char(4);
                CREATE TYPE ${schema}.mood AS ENUM ('up', 'down');
                CREATE TABLE ${schema}."Order" ("select" ${schema}."Key", mood ${schema}.mood, state text, at timestamptz,
                    "a?b{0}" int DEFAULT 1, PRIMARY KEY ("select", mood));
                CREATE TABLE ${schema}.line (n numeric(5, 2) PRIMARY KEY, "from" ${schema}."Key", mood ${schema}.mood,
                    twice int GENERATED ALWAYS AS (2) STORED,
                    FOREIGN KEY ("from", mood) REFERENCES ${schema}."Order");
                INSERT INTO ${schema}."Order" VALUES ('a', 'up', 'done', '2026-01-01'), ('b''"', 'down', 'done', '2026-01-01'), ('c', 'up', 'live', '2026-01-01');
                INSERT INTO ${schema}.line VALUES (1.5, 'a', 'up'), (2.25, 'b''"', 'down'), (3, 'c', 'up');
                """);
        var policy = Policy.of("p", new TableName(db.schema(), "Order"))
                .when("state = 'done' AND \"Order\".\"a?b{0}\" = 1")
                .olderThan("at", Duration.ofDays(1));
        assertThat(run(policy, 10, true)).isEqualTo(counts("Order", 2, "line", 2));
    }

    @Test
    void types_that_keep_their_operators_elsewhere_are_compared_by_them() throws Exception {
        db.execute("""
                CREATE TYPE ${schema}.mood AS ENUM ('up', 'down');
                CREATE DOMAIN ${schema}.felt AS ${schema}.mood;
                CREATE EXTENSION citext SCHEMA ${schema};
                CREATE TABLE ${schema}.root (email ${schema}.citext, felt ${schema}.felt, state text, at timestamptz,
                    PRIMARY KEY (email, felt));
                CREATE TABLE ${schema}.named (email ${schema}.citext PRIMARY KEY);
                CREATE TABLE ${schema}.child (email ${schema}.citext REFERENCES ${schema}.named, n int);
                INSERT INTO ${schema}.root SELECT (CASE WHEN i % 2 = 0 THEN 'a' ELSE 'B' END || i)::${schema}.citext, 'up', 'done', '2026-01-01'
                FROM generate_series(1, 30) AS i;
                INSERT INTO ${schema}.named VALUES ('Ann@Example.org');
                INSERT INTO ${schema}.child VALUES ('ann@example.org', 1), ('ANN@EXAMPLE.ORG', 2);
                """);
        assertThat(walked(done(), 4)).isEqualTo(30);
        assertThat(run(done(), 100, true)).isEqualTo(counts("root", 30));
        assertThat(run(Policy.of("p", database.table("named")).when("true"), 10, true))
                .isEqualTo(counts("child", 2, "named", 1));
    }

    @Test
    void a_table_inherits_nothing_of_the_delete() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, state text, at timestamptz);
                CREATE TABLE ${schema}.heir (more text) INHERITS (${schema}.root);
                INSERT INTO ${schema}.root VALUES (1, 'done', '2026-01-01');
                INSERT INTO ${schema}.heir VALUES (1, 'done', '2026-01-01', 'x');
                """);
        assertThat(run(done(), 10, true)).isEqualTo(counts("root", 1));
        assertThat(database.list("SELECT count(*) FROM ${schema}.heir")).containsExactly("1");
    }

    @Test
    void a_condition_on_children_survives_their_delete() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, state text, at timestamptz);
                CREATE TABLE ${schema}.child (root int REFERENCES ${schema}.root);
                INSERT INTO ${schema}.root SELECT i, 'done', '2026-01-01' FROM generate_series(1, 4) AS i;
                INSERT INTO ${schema}.child VALUES (1), (2);
                """);
        var policy = Policy.of("p", database.table("root"))
                .when("EXISTS (SELECT FROM " + database.table("child") + " AS c WHERE c.root = root.id)");
        assertThat(run(policy, 10, true)).isEqualTo(counts("child", 2, "root", 2));
    }

    @Test
    void no_statement_parses_the_keys_anew_for_each_row() throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.root (id uuid PRIMARY KEY, state text, at timestamptz);
                CREATE TABLE ${schema}.child (id int PRIMARY KEY, root uuid REFERENCES ${schema}.root, other uuid REFERENCES ${schema}.root);
                CREATE TABLE ${schema}.leaf (child int REFERENCES ${schema}.child);
                INSERT INTO ${schema}.root SELECT gen_random_uuid(), 'done', '2026-01-01' FROM generate_series(1, 50);
                INSERT INTO ${schema}.child SELECT row_number() OVER (), id, id FROM ${schema}.root;
                INSERT INTO ${schema}.leaf SELECT id FROM ${schema}.child;
                """);
        var policy = database.check(done().build());
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            var sql = new Sql(connection);
            PinnedSettings.apply(connection);
            sql.set("coppice.horizon", HORIZON);
            for (var text : ChunkSql.of(policy).sampled(50)) {
                sql.execute(text);
            }
            sql.one(ChunkSql.of(policy).sets().withoutTip(), row -> 0);
            var keyless = ChunkSql.of(policy).all().stream()
                    .filter(statement -> !statement.text().contains(Drains.setting(0)))
                    .toList();
            for (var statement : keyless) {
                var plan = sql.exactly("EXPLAIN " + statement.text(), row -> row.text("QUERY PLAN"));
                assertThat(plan)
                        .as(statement.text())
                        .noneMatch(line -> line.contains("Filter: ") && line.contains("current_setting('coppice.t"));
            }
            connection.rollback();
        }
    }

    private PolicyBuilder done() {
        return Policy.of("p", database.table("root")).when("state = 'done'").olderThan("at", Duration.ofDays(1));
    }

    /** How many rows go, chunk by chunk. */
    private long walked(PolicyBuilder policy, int limit) throws Exception {
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            var chunk = new ChunkRun(connection, database.check(policy.build()), true);
            var seen = 0L;
            while (true) {
                var before = chunk.position();
                var gone = chunk.run(HORIZON, limit).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                if (chunk.position().equals(before)) {
                    connection.rollback();
                    return seen;
                }
                assertThat(gone).isLessThanOrEqualTo(limit);
                seen += gone;
            }
        }
    }

    private Map<String, Long> run(PolicyBuilder policy, int limit, boolean commit) throws Exception {
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            var deleted = new ChunkRun(connection, database.check(policy.build()), false).run(HORIZON, limit);
            if (commit) {
                connection.commit();
            } else {
                connection.rollback();
            }
            return deleted;
        }
    }

    private void hold(String table, String key) {
        DSL.using(db.dataSource(), SQLDialect.POSTGRES)
                .transaction(configuration -> Holds.in(configuration.dsl())
                        .place(HoldRequest.on(
                                new HoldTarget.Row(table(table), List.of(key)), "test", Act.of("tester", "a reason"))));
    }

    private Map<String, Long> counts(Object... tablesAndRows) {
        var counts = new TreeMap<String, Long>();
        for (var i = 0; i < tablesAndRows.length; i += 2) {
            counts.put(db.schema() + "." + tablesAndRows[i], ((Integer) tablesAndRows[i + 1]).longValue());
        }
        return counts;
    }

    private TableName table(String name) {
        return new TableName(db.schema(), name);
    }
}
