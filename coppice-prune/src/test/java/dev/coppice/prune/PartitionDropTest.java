package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

@PostgresTest(Isolation.DATABASE)
class PartitionDropTest {
    private static final Map<String, String> ALL =
            Map.of("reading_01", "dropped", "reading_02", "dropped", "reading_03", "dropped");

    @TempDir
    private Path folder;

    @Test
    void old_partitions_go_as_a_whole_and_old_rows_of_the_others_one_by_one(TestDatabase db) {
        var truth = Readings.open(db);
        var report = Readings.succeed(db, Readings.archived(folder));
        assertThat(Readings.decided(report)).isEqualTo(ALL);
        assertThat(Readings.there(db)).containsExactly("app.reading_later");
        assertThat(new Database(db)
                        .list("SELECT relname FROM pg_class WHERE relname LIKE 'reading_0%' AND relkind IN ('r', 'p')"))
                .isEmpty();
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("reading")).isEqualTo(4 * Readings.MONTH);
        assertThat(report.partitions())
                .filteredOn(PartitionOutcome.Dropped.class::isInstance)
                .allSatisfy(each ->
                        assertThat(((PartitionOutcome.Dropped) each).bytes()).isPositive());
        assertThat(new Database(db).list("SELECT DISTINCT pass FROM coppice.campaign_chunk ORDER BY 1"))
                .containsExactly("canary", "partition", "walk");
    }

    @Test
    void a_restore_says_which_partitions_are_missing_and_goes_on_once_they_are_there(TestDatabase db) {
        var truth = Readings.open(db, "ALTER TABLE app.reading ADD twice int GENERATED ALWAYS AS (device * 2) STORED");
        var report = Readings.succeed(db, Readings.archived(folder));
        var archive = Restoring.archive(folder, report.campaign());
        assertThatThrownBy(() -> Restoring.restore(db, archive, Restoring.ALL))
                .hasMessageContaining("No partition of app.reading takes some of its rows.")
                .hasMessageContaining(
                        "Create what the campaign dropped, and restore the same again; it goes on from this chunk:\n"
                                + "  CREATE TABLE app.reading_01 PARTITION OF app.reading FOR VALUES FROM")
                .hasMessageContaining("  CREATE TABLE app.reading_03_b PARTITION OF app.reading_03 FOR VALUES WITH"
                        + " (modulus 2, remainder 1);");
        report.partitions().forEach(each -> db.execute(((PartitionOutcome.Dropped) each).statement()));
        Restoring.restore(db, archive, Restoring.ALL);
        truth.requireAsBefore();
        assertThat(new Database(db).list("SELECT count(*)::text FROM app.reading_03_a"))
                .doesNotContain("0");
    }

    @Test
    void without_an_archive_they_are_dropped_and_counted(TestDatabase db) {
        var truth = Readings.open(db);
        var report = Readings.succeed(db, Readings.dropping().build());
        assertThat(Readings.decided(report)).isEqualTo(ALL);
        truth.requireLedger();
        assertThat(truth.gone("reading")).isEqualTo(4 * Readings.MONTH);
    }

    @Test
    void one_worker_drops_them_however_many_are_asked_for(TestDatabase db) {
        Readings.open(db);
        var campaign = Shop.campaigns(db.dataSource(), PausePoint.NONE)
                .execute(
                        Readings.dropping().build(),
                        Shop.OPTIONS.overriding(Shop.ANN).workers(4),
                        CampaignListener.NONE)
                .campaign();
        assertThat(campaign.state()).as(campaign.reason()).isEqualTo(CampaignState.SUCCEEDED);
        assertThat(new Database(db).list("SELECT name FROM coppice.lease WHERE name LIKE 'campaign/%'"))
                .containsExactly("campaign/1");
    }

    @Test
    void unless_the_policy_asks_for_it_all_rows_go_one_by_one(TestDatabase db) {
        var truth = Readings.open(db);
        var report = Readings.succeed(
                db, Readings.dropping().partitions(PolicyConfig.Partitions.ROWS).build());
        assertThat(report.partitions()).isEmpty();
        assertThat(Readings.there(db)).hasSize(4);
        assertThat(truth.gone("reading")).isEqualTo(4 * Readings.MONTH);
    }

    /** What keeps a partition, and what is said of it. */
    static Stream<Arguments> obstacles() {
        var february = "timestamptz '2020-02-03 00:00Z'";
        return Stream.of(
                arguments(
                        "UPDATE app.reading SET state = 'OPEN' WHERE at = " + february,
                        "Of the rows looked at, 1 do not meet the policy.",
                        1),
                arguments(
                        "CREATE TABLE app.note (id int PRIMARY KEY, reading bigint, at timestamptz,"
                                + " FOREIGN KEY (reading, at) REFERENCES app.reading);"
                                + "CREATE INDEX ON app.note (reading, at);"
                                + "INSERT INTO app.note SELECT 1, id, at FROM app.reading WHERE at = " + february,
                        "Rows of app.note (reading, at) name rows of it.",
                        0),
                arguments(
                        "CREATE VIEW app.seen AS SELECT * FROM app.reading_02",
                        "View app.seen reads it by its own name.",
                        0),
                arguments(
                        "CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN old; END';CREATE"
                                + " TRIGGER told AFTER DELETE ON app.reading_02 FOR EACH ROW EXECUTE FUNCTION app.f()",
                        "Trigger told fires when rows are deleted, and would not.",
                        0),
                arguments(
                        "CREATE PUBLICATION feed FOR TABLE app.reading_02",
                        "Publication feed sends deletes of its rows, and subscribers would never hear of them.",
                        0));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void what_stands_in_the_way_of_a_partition_is_said_and_its_rows_go_one_by_one(
            String more, String reason, int stay, TestDatabase db) {
        var truth = Readings.open(db, more);
        var report = Readings.succeed(db, Readings.archived(folder));
        assertThat(Readings.decided(report))
                .isEqualTo(Map.of("reading_01", "dropped", "reading_02", reason, "reading_03", "dropped"));
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("reading")).isEqualTo(4 * Readings.MONTH - stay);
    }

    /** What keeps every partition, and what the doctor says of it. */
    static Stream<Arguments> obstaclesOfAll() {
        return Stream.of(
                arguments(
                        "CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN old; END';CREATE"
                                + " TRIGGER told AFTER DELETE ON app.reading FOR EACH STATEMENT EXECUTE FUNCTION app.f()",
                        Readings.dropping(),
                        "Its rows go one by one: Trigger told fires when rows are deleted, and would not."),
                arguments(
                        "ALTER TABLE app.reading ADD before bigint, ADD before_at timestamptz,"
                                + " ADD FOREIGN KEY (before, before_at) REFERENCES app.reading;"
                                + "CREATE INDEX ON app.reading (before, before_at)",
                        Readings.dropping(),
                        "The policy drops partitions, and none can be: Its rows name each other by app.reading (before,"
                                + " before_at)."),
                arguments(
                        "CREATE TABLE app.old_note (id int PRIMARY KEY, reading bigint, at timestamptz);CREATE INDEX"
                                + " ON app.old_note (reading, at);CREATE TABLE app.base (reading bigint, at timestamptz,"
                                + " FOREIGN KEY (reading, at) REFERENCES app.reading); CREATE INDEX ON app.base (reading,"
                                + " at);ALTER TABLE app.old_note INHERIT app.base",
                        Readings.dropping(),
                        "The policy drops partitions, and none can be: Rows of app.old_note (reading, at) name its"
                                + " rows without a foreign key that the database enforces."));
    }

    @ParameterizedTest
    @MethodSource("obstaclesOfAll")
    void what_stands_in_the_way_of_all_is_told_by_the_doctor(
            String more, PolicyBuilder policy, String finding, TestDatabase db) {
        var truth = Readings.open(db, more);
        assertThat(Doctor.on(db.dataSource()).examine(policy.build()))
                .extracting(Finding::message)
                .contains(finding);
        var report = Readings.execute(db.dataSource(), policy.build(), place -> {});
        assertThat(Readings.decided(report).values()).doesNotContain("dropped");
        assertThat(truth.gone("reading")).isEqualTo(4 * Readings.MONTH);
        assertThat(Readings.there(db)).hasSize(4);
    }

    @Test
    void one_that_is_partitioned_by_something_else_is_never_dropped(TestDatabase db) {
        var truth = Readings.open(
                db, "ALTER TABLE app.reading ADD ended_at timestamptz; UPDATE app.reading SET ended_at = at");
        var policy = Policy.of("readings", "app.reading")
                .olderThan("ended_at", Duration.ofDays(90))
                .brakes(BrakesConfig.NONE)
                .partitions(PolicyConfig.Partitions.DROP)
                .build();
        assertThat(Doctor.on(db.dataSource()).examine(policy))
                .extracting(Finding::message)
                .contains("The policy drops partitions, and none can be: No level of it is partitioned by range of its"
                        + " age alone.");
        assertThat(Readings.succeed(db, policy).partitions()).isEmpty();
        assertThat(truth.gone("reading")).isEqualTo(4 * Readings.MONTH);
    }

    @Test
    void a_held_row_keeps_its_partition_and_nothing_else(TestDatabase db) throws Exception {
        var truth = Readings.open(db);
        var key = new Database(db)
                .list("SELECT id::text || ',' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS+00') FROM"
                        + " app.reading_02 LIMIT 1")
                .getFirst()
                .split(",", -1);
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            Holds.in(DSL.using(connection, SQLDialect.POSTGRES))
                    .place(HoldRequest.on(HoldTarget.row(TableName.parse("app.reading"), key), "legal/1", Shop.ANN));
            connection.commit();
        }
        var report = Readings.succeed(db, Readings.archived(folder));
        assertThat(Readings.decided(report))
                .containsEntry("reading_01", "dropped")
                .containsEntry("reading_02", "Of the rows looked at, 1 are held.");
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(new Database(db).list("SELECT id::text FROM app.reading_02")).containsExactly(key[0]);
    }

    @Test
    void foreign_keys_to_the_table_keep_none_that_no_row_names(TestDatabase db) {
        var truth = Readings.open(db, """
            CREATE TABLE app.note (
                id int PRIMARY KEY, reading bigint, at timestamptz, FOREIGN KEY (reading, at) REFERENCES app.reading
            );
            CREATE INDEX ON app.note (reading, at);
            INSERT INTO app.note SELECT id, id, at FROM app.reading_later WHERE at > '2020-06-01';
            """);
        var report = Readings.succeed(db, Readings.archived(folder));
        assertThat(Readings.decided(report)).isEqualTo(ALL);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        db.execute("INSERT INTO app.note SELECT -1, id, at FROM app.reading LIMIT 1");
    }

    @Test
    void a_default_partition_is_left_alone_and_takes_what_comes_late(TestDatabase db) {
        var truth = Readings.open(
                db,
                "CREATE TABLE app.reading_rest PARTITION OF app.reading DEFAULT;INSERT INTO app.reading (at, device)"
                        + " SELECT '2019-12-05', i FROM generate_series(1, 30) AS i");
        var report = Readings.succeed(db, Readings.archived(folder));
        assertThat(Readings.decided(report)).isEqualTo(ALL);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(Readings.there(db)).containsExactly("app.reading_later", "app.reading_rest");
        db.execute("INSERT INTO app.reading (at, device) VALUES ('2020-01-05', 1)");
        assertThat(new Database(db).list("SELECT count(*)::text FROM app.reading_rest"))
                .containsExactly("1");
    }

    @Test
    void a_limit_of_rows_is_kept(TestDatabase db) {
        var truth = Readings.open(db);
        var report = Readings.execute(
                db.dataSource(),
                Readings.dropping().maxRows(Readings.MONTH + 20).build(),
                place -> {});
        assertThat(report.campaign().stoppedBy()).contains("limit.rows");
        assertThat(Readings.decided(report))
                .containsEntry("reading_01", "dropped")
                .containsEntry("reading_02", "It holds more rows than the limits of the campaign leave.");
        assertThat(truth.gone("reading")).isEqualTo(Readings.MONTH + 20);
    }

    @Test
    void a_condition_with_the_bare_name_of_the_table_is_asked_and_one_with_its_schema_cannot_be(TestDatabase db) {
        var truth = Readings.open(db);
        var whole = Policy.of("readings", "app.reading")
                .when("app.reading.state = 'DONE' -- ended")
                .olderThan("at", Duration.ofDays(90))
                .brakes(BrakesConfig.NONE)
                .partitions(PolicyConfig.Partitions.DROP);
        assertThat(Plans.on(db.dataSource()).plan(whole.build()).partitions())
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.reason().orElseThrow()).startsWith("The policy's condition names"));
        var bare = Policy.of("readings", "app.reading")
                .when("reading.state = 'DONE' -- ended")
                .olderThan("at", Duration.ofDays(90))
                .brakes(BrakesConfig.NONE)
                .partitions(PolicyConfig.Partitions.DROP);
        assertThat(Readings.decided(Readings.succeed(db, bare.build()))).isEqualTo(ALL);
        assertThat(truth.gone("reading")).isEqualTo(4 * Readings.MONTH);
    }

    @Test
    void a_large_partition_is_archived_some_pages_at_a_time(TestDatabase db) {
        var truth = Readings.open(db, """
            ALTER TABLE app.reading_01 ALTER body SET STORAGE PLAIN;
            INSERT INTO app.reading (at, device, body)
            SELECT '2020-01-09 00:00Z', i, repeat(chr(65 + i % 26), 7900) FROM generate_series(1, 4500) AS i;
            """);
        var report = Readings.succeed(db, Readings.archived(folder));
        assertThat(Readings.decided(report)).isEqualTo(ALL);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        // January in two chunks, February in one, March in one for each half.
        assertThat(new Database(db)
                        .list("SELECT chunk::text FROM coppice.campaign_chunk WHERE pass = 'partition' ORDER BY chunk"))
                .hasSize(5);
    }

    @Test
    void a_plan_lists_them_and_its_hash_tells_the_choice(TestDatabase db) {
        Readings.open(db, "UPDATE app.reading SET state = 'OPEN' WHERE at = '2020-02-03 00:00Z'");
        var plan = Plans.on(db.dataSource()).plan(Readings.dropping().build());
        assertThat(plan.partitions())
                .extracting(each -> each.partition() + " " + each.looked() + " "
                        + each.reason().orElse("goes"))
                .containsExactly(
                        "app.reading_01 true goes",
                        "app.reading_02 true Of the rows looked at, 1 do not meet the policy.",
                        "app.reading_03 true goes");
        assertThat(plan.partitions().getFirst().statements())
                .containsExactly(
                        "LOCK TABLE app.reading_01 IN EXCLUSIVE MODE",
                        "ALTER TABLE app.reading DETACH PARTITION app.reading_01",
                        "DROP TABLE app.reading_01");
        var rows = Readings.dropping().partitions(PolicyConfig.Partitions.ROWS).build();
        assertThat(plan.hash())
                .isNotEqualTo(Plans.on(db.dataSource()).plan(rows).hash());
        assertThat(plan.contract().rule()).contains("partitions DROP");
        assertThat(Plans.on(db.dataSource()).plan(rows).contract().rule())
                .noneMatch(line -> line.startsWith("partitions"));
    }

    @Test
    void a_role_that_does_not_own_them_is_told_so_and_prunes_row_by_row(TestDatabase shared) throws Exception {
        try (var server = OwnServer.start(shared, folder)) {
            var truth = Readings.open(server);
            server.execute(CoppiceSchema.leastPrivilege());
            server.execute("""
                CREATE ROLE pruner LOGIN IN ROLE coppice_pruner;
                CREATE ROLE keeper;
                GRANT USAGE ON SCHEMA app TO pruner;
                GRANT SELECT, UPDATE, DELETE ON ALL TABLES IN SCHEMA app TO pruner;
                ALTER TABLE app.reading_01 OWNER TO pruner;
                ALTER TABLE app.reading OWNER TO keeper;
                """);
            var pruner = new PGSimpleDataSource();
            pruner.setUrl(server.url());
            pruner.setUser("pruner");
            assertThat(Doctor.on(pruner).examine(Readings.dropping().build()))
                    .extracting(Finding::message)
                    .contains("Its rows go one by one: This role does not own app.reading.");
            var report = Readings.execute(pruner, Readings.dropping().build(), place -> {});
            assertThat(report.campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
            assertThat(Readings.decided(report).values()).doesNotContain("dropped");
            assertThat(truth.gone("reading")).isEqualTo(4 * Readings.MONTH);
            server.execute("TRUNCATE coppice.campaign CASCADE; TRUNCATE coppice.lease; GRANT keeper TO pruner;"
                    + "ALTER TABLE app.reading_02 OWNER TO pruner");
            assertThat(Readings.decided(
                            Readings.execute(pruner, Readings.dropping().build(), place -> {})))
                    .containsEntry("reading_01", "dropped")
                    .containsEntry("reading_02", "dropped")
                    .containsEntry("reading_03", "This role does not own app.reading_03.");
        }
    }
}
