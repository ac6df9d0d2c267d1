package dev.coppice.prune.internal.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coppice.control.TableName;
import dev.coppice.examples.graphplatform.GraphPlatform;
import dev.coppice.prune.AssociationConfig;
import dev.coppice.prune.Database;
import dev.coppice.prune.Policy;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class ClosureReaderTest {
    private TestDatabase db;
    private Database database;

    @BeforeEach
    void open(TestDatabase opened) {
        db = opened;
        database = new Database(opened);
    }

    @Test
    void the_example_platform_is_read_whole() {
        GraphPlatform.install(db.dataSource());
        var closure = read(Policy.of("ended", "app.session")
                .when("true")
                .association(new AssociationConfig(
                        TableName.parse("app.association_scopes_entities"), "entity_type", "session", "entity_id"))
                .build());
        assertThat(closure.order().stream().flatMap(List::stream).map(TableName::toString))
                .containsExactlyInAnyOrder(
                        "app.session",
                        "app.kernel",
                        "app.kernel_port",
                        "app.session_event",
                        "app.event_attachment",
                        "app.usage_sample",
                        "app.checkpoint",
                        "app.checkpoint_manifest",
                        "app.session_mount",
                        "app.association_scopes_entities");
        assertThat(closure.order()).contains(List.of(name("checkpoint"), name("checkpoint_manifest")));
        assertThat(closure.order().getLast()).containsExactly(name("session"));
        assertThat(closure.edited()).extracting(Relation::name).containsExactly("file_session_id_fk");
        assertThat(closure.table(name("usage_sample")).identity().toString()).isEqualTo("ctid");
        assertThat(closure.table(name("session_event")).partitioned()).isTrue();
        assertThat(closure.deleted()).extracting(Relation::support).containsOnly(Relation.Support.FULL);
    }

    @Test
    void the_number_of_queries_does_not_grow_with_the_closure() {
        GraphPlatform.install(db.dataSource());
        db.execute("CREATE TABLE ${schema}.lonely (id int PRIMARY KEY)");
        assertThat(queries("app.organisation")).isEqualTo(queries(db.schema() + ".lonely"));
    }

    @Test
    void tables_without_a_key_are_told_apart_by_place_and_partition() {
        db.execute("""
                CREATE TABLE ${schema}.plain (a int);
                CREATE TABLE ${schema}.parted (a int) PARTITION BY LIST (a);
                CREATE TABLE ${schema}.unique_null (a int UNIQUE);
                CREATE TABLE ${schema}.unique_set (b text NOT NULL, a int NOT NULL UNIQUE, UNIQUE (a, b));
                CREATE TABLE ${schema}.deferred (a int NOT NULL UNIQUE DEFERRABLE);
                CREATE TABLE ${schema}.partial (a int NOT NULL);
                CREATE UNIQUE INDEX ON ${schema}.partial (a) WHERE a > 0;
                CREATE TABLE ${schema}.arrayed (a int[] PRIMARY KEY);
                """);
        assertThat(identity("plain")).isEqualTo("ctid");
        assertThat(identity("parted")).isEqualTo("tableoid, ctid");
        assertThat(identity("unique_null")).isEqualTo("ctid");
        assertThat(identity("unique_set")).isEqualTo("a");
        assertThat(identity("deferred")).isEqualTo("ctid");
        assertThat(identity("partial")).isEqualTo("ctid");
        assertThat(identity("arrayed")).isEqualTo("ctid");
    }

    @Test
    void a_key_of_a_partitioned_table_counts_once() {
        db.execute("""
                CREATE TABLE ${schema}.root (id int, day int, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
                CREATE TABLE ${schema}.root_1 PARTITION OF ${schema}.root FOR VALUES FROM (0) TO (10) PARTITION BY LIST (id);
                CREATE TABLE ${schema}.root_1_1 PARTITION OF ${schema}.root_1 DEFAULT;
                CREATE TABLE ${schema}.root_2 PARTITION OF ${schema}.root FOR VALUES FROM (10) TO (20);
                CREATE TABLE ${schema}.child (id int, day int, other int PRIMARY KEY,
                    FOREIGN KEY (id, day) REFERENCES ${schema}.root) PARTITION BY HASH (other);
                CREATE TABLE ${schema}.child_1 PARTITION OF ${schema}.child FOR VALUES WITH (MODULUS 1, REMAINDER 0);
                """);
        var closure = read("root");
        assertThat(closure.deleted()).hasSize(1);
        assertThat(closure.deleted().getFirst().support()).isEqualTo(Relation.Support.NONE);
        assertThat(closure.tables()).hasSize(2);
    }

    @Test
    void reserved_and_quoted_names_are_spelled_as_statements_need_them() {
        db.execute("""
                CREATE SCHEMA "a.b";
                CREATE TABLE "a.b"."select" ("Id" int PRIMARY KEY, "a ""b" text);
                CREATE TABLE ${schema}."Order" ("table" int REFERENCES "a.b"."select");
                """);
        var closure = read(new TableName("a.b", "select"));
        assertThat(closure.rootTable().sql()).isEqualTo("\"a.b\".\"select\"");
        assertThat(closure.rootTable().columns()).extracting(Column::sql).containsExactly("\"Id\"", "\"a \"\"b\"");
        assertThat(closure.goes(new TableName(db.schema(), "Order"))).isTrue();
    }

    @Test
    void a_key_that_empties_leaves_its_rows() {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY);
                CREATE TABLE ${schema}.nulled (id int PRIMARY KEY, root int REFERENCES ${schema}.root ON DELETE SET NULL);
                CREATE TABLE ${schema}.narrow (id int PRIMARY KEY, a int DEFAULT 0, b int,
                    CONSTRAINT narrow_fk FOREIGN KEY (a) REFERENCES ${schema}.root ON DELETE SET DEFAULT);
                CREATE TABLE ${schema}.below (nulled int REFERENCES ${schema}.nulled);
                """);
        var closure = read("root");
        assertThat(closure.goingTables()).hasSize(1);
        assertThat(closure.edited()).hasSize(2);
        assertThat(closure.tables()).hasSize(3);
    }

    @Test
    void a_circle_is_one_group_and_a_self_reference_is_not() {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, up int REFERENCES ${schema}.root);
                CREATE TABLE ${schema}.a (id int PRIMARY KEY, root int REFERENCES ${schema}.root, b int NOT NULL);
                CREATE TABLE ${schema}.b (id int PRIMARY KEY, a int NOT NULL REFERENCES ${schema}.a ON DELETE SET NULL);
                ALTER TABLE ${schema}.a ADD FOREIGN KEY (b) REFERENCES ${schema}.b;
                CREATE TABLE ${schema}.c (b int REFERENCES ${schema}.b, a int REFERENCES ${schema}.a ON DELETE CASCADE);
                """);
        var closure = read("root");
        assertThat(closure.order())
                .extracting(group -> group.stream().map(TableName::name).toList())
                .containsExactly(List.of("c"), List.of("a"), List.of("root"));
        assertThat(read("b").order())
                .extracting(group -> group.stream().map(TableName::name).toList())
                .containsExactly(List.of("c"), List.of("b", "a"));
    }

    @Test
    void an_explicit_list_keeps_what_it_leaves_out_unless_the_key_acts_by_itself() {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY);
                CREATE TABLE ${schema}.taken (id int PRIMARY KEY, root int REFERENCES ${schema}.root);
                CREATE TABLE ${schema}.kept (root int REFERENCES ${schema}.root);
                CREATE TABLE ${schema}.acting (taken int CONSTRAINT acting_fk REFERENCES ${schema}.taken ON DELETE CASCADE);
                CREATE TABLE ${schema}.stranger (id int);
                """);
        var policy = Policy.of("p", database.table("root")).when("true");
        assertThat(read(policy.cascade(table("taken"), table("acting")).build()).blocking())
                .extracting(relation -> relation.child().name())
                .containsExactly("kept");
        assertThatThrownBy(() -> read(policy.cascade(table("taken")).build()))
                .hasMessage(
                        "Policy \"p\" was refused. The cascade leaves out %1$s.acting, but its foreign key acting_fk"
                                + " changes its rows by itself (ON DELETE CASCADE) when rows of %1$s.taken go. Nothing was"
                                + " changed. Add %1$s.acting to the cascade, or write cascade: auto.",
                        db.schema());
        assertThatThrownBy(() -> read(policy.cascade(table("taken"), table("acting"), table("stranger"))
                        .build()))
                .hasMessage(
                        "Policy \"p\" was refused. The cascade names %1$s.stranger, but no foreign key leads from it"
                                + " to %1$s.root, directly or over other tables it names. Nothing was changed. Take it out, or"
                                + " name the tables between.",
                        db.schema());
    }

    @Test
    void a_table_that_cannot_be_pruned_is_refused() {
        db.execute("""
                CREATE TABLE ${schema}.parted (a int) PARTITION BY LIST (a);
                CREATE TABLE ${schema}.part PARTITION OF ${schema}.parted DEFAULT;
                CREATE VIEW ${schema}.seen AS SELECT 1 AS a;
                """);
        assertThatThrownBy(() -> read("nowhere")).hasFieldOrPropertyWithValue("fault.code", "policy.unknown-table");
        assertThatThrownBy(() -> read("seen")).hasFieldOrPropertyWithValue("fault.code", "policy.not-a-table");
        assertThatThrownBy(() -> read("part")).hasFieldOrPropertyWithValue("fault.code", "policy.on-partition");
        assertThatThrownBy(() -> read(new TableName("pg_catalog", "pg_class")))
                .hasFieldOrPropertyWithValue("fault.code", "policy.system-table");
    }

    @Test
    void a_key_of_or_to_one_partition_is_refused() {
        db.execute("""
                CREATE TABLE ${schema}.root (a int) PARTITION BY LIST (a);
                CREATE TABLE ${schema}.part PARTITION OF ${schema}.root DEFAULT;
                ALTER TABLE ${schema}.part ADD PRIMARY KEY (a);
                CREATE TABLE ${schema}.child (a int REFERENCES ${schema}.part);
                CREATE TABLE ${schema}.other (a int PRIMARY KEY);
                CREATE TABLE ${schema}.mixed (a int) PARTITION BY LIST (a);
                CREATE TABLE ${schema}.mixed_1 PARTITION OF ${schema}.mixed DEFAULT;
                ALTER TABLE ${schema}.mixed_1 ADD FOREIGN KEY (a) REFERENCES ${schema}.other;
                """);
        assertThatThrownBy(() -> read("root")).hasFieldOrPropertyWithValue("fault.code", "policy.partition-key");
        assertThatThrownBy(() -> read("other")).hasFieldOrPropertyWithValue("fault.code", "policy.partition-key");
    }

    @Test
    void associations_need_a_key_of_one_column_and_columns_that_are_there() {
        db.execute("""
                CREATE TABLE ${schema}.root (a int, b int, PRIMARY KEY (a, b));
                CREATE TABLE ${schema}.single (a int PRIMARY KEY);
                CREATE TABLE ${schema}.grants (kind text, id text);
                """);
        var association = new AssociationConfig(table("grants"), "kind", "root", "id");
        assertThatThrownBy(() -> read(Policy.of("p", database.table("root"))
                        .when("true")
                        .association(association)
                        .build()))
                .hasFieldOrPropertyWithValue("fault.code", "policy.association-key");
        assertThatThrownBy(() -> read(Policy.of("p", database.table("single"))
                        .when("true")
                        .association(new AssociationConfig(table("grants"), "kind", "root", "nothing"))
                        .build()))
                .hasFieldOrPropertyWithValue("fault.code", "policy.unknown-column");
    }

    @Test
    void an_index_that_leaves_rows_out_leads_nowhere() {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, two int, UNIQUE (id, two));
                CREATE TABLE ${schema}.partial (r int REFERENCES ${schema}.root, live boolean);
                CREATE INDEX ON ${schema}.partial (r) WHERE live;
                CREATE TABLE ${schema}.set_only (r int REFERENCES ${schema}.root);
                CREATE INDEX ON ${schema}.set_only (r) WHERE r IS NOT NULL;
                CREATE TABLE ${schema}.half (a int, b int, FOREIGN KEY (a, b) REFERENCES ${schema}.root (id, two));
                CREATE INDEX ON ${schema}.half (a);
                CREATE TABLE ${schema}.turned (a int, b int, c int, FOREIGN KEY (a, b) REFERENCES ${schema}.root (id, two));
                CREATE INDEX ON ${schema}.turned (b, a, c);
                CREATE TABLE ${schema}.behind (r int REFERENCES ${schema}.root, x int);
                CREATE INDEX ON ${schema}.behind (x, r);
                """);
        assertThat(read("root").deleted())
                .extracting(relation -> relation.child().name() + " " + relation.support())
                .containsExactlyInAnyOrder(
                        "partial NONE", "set_only FULL", "half PARTLY", "turned FULL", "behind NONE");
    }

    @Test
    void the_fingerprint_changes_with_the_shape_and_not_with_an_index() {
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, state text);
                CREATE TABLE ${schema}.child (root int REFERENCES ${schema}.root);
                """);
        var before = read("root").fingerprint();
        db.execute(
                "CREATE INDEX ON ${schema}.child (root); INSERT INTO ${schema}.root VALUES (1, 'x'); ANALYZE ${schema}.root");
        assertThat(read("root").fingerprint()).isEqualTo(before);
        db.execute("CREATE TABLE ${schema}.other (root int REFERENCES ${schema}.root)");
        assertThat(read("root").fingerprint()).isNotEqualTo(before);
        db.execute("DROP TABLE ${schema}.other; ALTER TABLE ${schema}.root ENABLE ROW LEVEL SECURITY");
        assertThat(read("root").fingerprint()).contains("table " + database.table("root") + " row security");
    }

    @Test
    void a_role_that_may_only_read_reads_the_same() throws Exception {
        GraphPlatform.install(db.dataSource());
        var policy = Policy.of("p", "app.session").when("true").build();
        var own = read(policy);
        db.execute("CREATE ROLE coppice_test_reader; GRANT USAGE ON SCHEMA app TO coppice_test_reader;"
                + " GRANT SELECT ON ALL TABLES IN SCHEMA app TO coppice_test_reader");
        try (var connection = db.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET ROLE coppice_test_reader");
            assertThat(ClosureReader.read(new Sql(connection), policy).order()).isEqualTo(own.order());
            connection.rollback();
        } finally {
            db.execute("DROP OWNED BY coppice_test_reader; DROP ROLE coppice_test_reader");
        }
    }

    @Test
    void a_key_that_is_not_enforced_is_followed_as_declared_and_a_period_is_refused() {
        assumeThat(Integer.parseInt(database.list("SHOW server_version_num").getFirst()))
                .isGreaterThanOrEqualTo(180_000);
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY);
                CREATE TABLE ${schema}.declared (root int REFERENCES ${schema}.root NOT ENFORCED);
                CREATE TABLE ${schema}.emptied (root int REFERENCES ${schema}.root ON DELETE SET NULL NOT ENFORCED);
                """);
        var closure = read("root");
        assertThat(closure.deleted()).extracting(Relation::kind).containsExactly(Relation.Kind.DECLARED);
        assertThat(closure.edited()).isEmpty();
        db.execute("""
                CREATE TABLE ${schema}.booked (id int4range, valid daterange, PRIMARY KEY (id, valid WITHOUT OVERLAPS));
                CREATE TABLE ${schema}.used (id int4range, valid daterange,
                    FOREIGN KEY (id, PERIOD valid) REFERENCES ${schema}.booked (id, PERIOD valid));
                """);
        assertThatThrownBy(() -> read("booked")).hasFieldOrPropertyWithValue("fault.code", "policy.period-key");
    }

    private long queries(String table) {
        return ReadOnly.run(db.dataSource(), sql -> {
            var before = sql.statements();
            ClosureReader.read(sql, Policy.of("p", table).when("true").build());
            return (long) sql.statements() - before;
        });
    }

    private String identity(String table) {
        return read(table).rootTable().identity().toString();
    }

    private Closure read(String table) {
        return read(table(table));
    }

    private Closure read(TableName table) {
        return read(Policy.of("p", table).when("true").build());
    }

    private Closure read(Policy policy) {
        return ReadOnly.run(db.dataSource(), sql -> ClosureReader.read(sql, policy));
    }

    private TableName table(String name) {
        return new TableName(db.schema(), name);
    }

    private static TableName name(String table) {
        return new TableName("app", table);
    }
}
