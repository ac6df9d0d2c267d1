package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.StoreLocation;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Facts about PostgreSQL that no other class of tests holds: each test begins with the number of its fact. */
@PostgresTest(Isolation.DATABASE)
class CampaignFactsTest {
    private static final CampaignOptions LOUD = Shop.OPTIONS.overriding(Act.of("bob", "a test of what is warned of"));

    @TempDir
    private Path folder;

    @BeforeEach
    void schema(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("CREATE SCHEMA app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ON DELETE SET NULL", "ON DELETE CASCADE", "DEFERRABLE INITIALLY DEFERRED"})
    void f2_a_reference_back_is_archived_as_it_was_and_not_emptied_first(String action, TestDatabase db) {
        circle(db, "int", action, "");
        var truth = Truth.before(db, "app");
        var report = run(db, carts());
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("cart")).isEqualTo(20);
        assertThat(truth.gone("item")).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|",
                "ON DELETE RESTRICT|ON DELETE RESTRICT",
                "ON DELETE CASCADE|ON DELETE RESTRICT",
                "DEFERRABLE INITIALLY DEFERRED|DEFERRABLE INITIALLY DEFERRED",
                "DEFERRABLE INITIALLY IMMEDIATE|ON DELETE CASCADE"
            })
    void f3_a_circle_that_may_not_be_emptied_goes_in_one_statement_whatever_its_keys_do(String keys, TestDatabase db) {
        var parts = keys.split("\\|", -1);
        circle(db, "int NOT NULL", parts[0], parts[1]);
        var truth = Truth.before(db, "app");
        var report = run(db, carts());
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("cart")).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"revived", "renewed", "held", "child held"})
    void f5_a_root_that_changes_between_two_chunks_of_its_drain_stays_with_what_is_left(
            String change, TestDatabase db) {
        db.execute("DROP SCHEMA app, coppice CASCADE");
        Shop.openWithHeavy(db, 9);
        var truth = Truth.before(db, "app");
        var done = new AtomicBoolean();
        PausePoint point = place -> {
            if (place.equals("campaign.committed") && drained(db) && !done.getAndSet(true)) {
                change(db, change);
            }
        };
        var report = Shop.campaigns(db.dataSource(), point)
                .execute(Shop.archived(folder).build(), LOUD, CampaignListener.NONE);
        assertThat(done).isTrue();
        assertThat(report.campaign().state()).isEqualTo(CampaignState.PARTIAL);
        assertThat(report.campaign().stoppedBy()).contains("quarantined");
        assertThat(new Database(db)
                        .list(
                                "SELECT state || ' ' || (drained > 0) || ' ' || (reason LIKE '%restore them from campaign "
                                        + report.campaign().id() + "%') FROM coppice.campaign_root"))
                .containsExactly("quarantined true true");
        assertThat(new Database(db).list("SELECT id::text FROM app.session WHERE note = 'heavy'"))
                .hasSize(1);
        if (!change.startsWith("re")) {
            truth.requireConserved(folder, report.campaign().id()).requireLedger();
        }
    }

    @Test
    void f7_an_execution_waits_for_the_commit_of_a_process_that_is_dead_already(TestDatabase db) throws Exception {
        db.execute("DROP SCHEMA app, coppice CASCADE");
        Shop.open(db, 40);
        var campaigns = Shop.campaigns(db.dataSource(), PausePoint.NONE);
        var policy = Shop.archived(folder).build();
        var truth = Truth.before(db, "app");
        try (var steps = new Interleaving(Duration.ofSeconds(60));
                var dead = db.connect()) {
            steps.stopAt("first", "campaign.committed");
            var first = steps.start(
                    "first",
                    () -> Shop.campaigns(db.dataSource(), steps::reached)
                            .execute(policy, Shop.OPTIONS, CampaignListener.NONE));
            first.awaitStopped("campaign.committed");
            campaigns.pause(1, Shop.ANN);
            steps.passAt("campaign.committed");
            first.resume();
            first.join();
            campaigns.resume(1, Shop.ANN);
            dead.setAutoCommit(false);
            dead.createStatement().execute("UPDATE coppice.campaign_worker SET attempts = attempts + 1");
            var next = steps.start("next", () -> Shop.execute(db, policy));
            steps.awaitBlockedBy(db.dataSource(), dead);
            dead.commit();
            assertThat(Objects.requireNonNull(next.result()).campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
        }
        truth.requireConserved(folder, 1).requireLedger();
    }

    @Test
    void f13_keys_of_any_text_reach_the_deletes_and_leave_the_catalogue_as_it_was(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.doc (name text, place text, done bool NOT NULL, PRIMARY KEY (name, place));
                CREATE TABLE app.page (doc_name text, doc_place text, n int,
                    FOREIGN KEY (doc_name, doc_place) REFERENCES app.doc);
                CREATE INDEX ON app.page (doc_name, doc_place);
                INSERT INTO app.doc SELECT name || i, place, i % 2 = 0
                FROM unnest(ARRAY['', ' ', 'NULL', 'null', '{', '}', ',', '"', '\\', '''', E'\\n', E'\\t', '$1', ':x', 'ü',
                    '{"a","b"}', 'é€𝄞', '--', '/*', '?']) AS name,
                    unnest(ARRAY['', 'NULL', E'\\\\"', '}{']) AS place, generate_series(1, 4) AS i;
                INSERT INTO app.page SELECT name, place, 1 FROM app.doc;
                """);
        var truth = Truth.before(db, "app");
        var before = new Database(db).list("SELECT count(*) || ' ' || max(oid) FROM pg_catalog.pg_class");
        var report =
                run(db, Policy.of("docs", "app.doc").when("done").archive(to()).build());
        assertThat(new Database(db).list("SELECT count(*) || ' ' || max(oid) FROM pg_catalog.pg_class"))
                .isEqualTo(before);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("doc")).isEqualTo(160);
    }

    @Test
    void f14_a_session_with_settings_of_its_own_archives_the_same_texts(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.doc (id int PRIMARY KEY, at timestamptz, local timestamp, day date, span interval, ratio float8,
                    bytes bytea, price numeric, tags text[]);
                INSERT INTO app.doc SELECT i, '2020-02-03 04:05:06.789+00', '2020-02-03 04:05:06', '2020-02-03',
                    '1 year -2 days 3:04:05', 1.0 / 3, '\\x00ff27', 1e20, ARRAY['a,b', NULL, '"'] FROM generate_series(1, 20) AS i;
                """);
        var truth = Truth.before(db, "app");
        var odd = odd(
                db,
                "DateStyle=SQL,DMY",
                "IntervalStyle=sql_standard",
                "extra_float_digits=-15",
                "quote_all_identifiers=on");
        var policy = Policy.of("docs", "app.doc")
                .olderThan("at", Duration.ofDays(9))
                .archive(to())
                .build();
        assertThat(Plans.on(odd).contract(policy))
                .isEqualTo(Plans.on(db.dataSource()).contract(policy));
        var report = Shop.campaigns(odd, PausePoint.NONE).execute(policy, LOUD, CampaignListener.NONE);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("doc")).isEqualTo(20);
    }

    @Test
    void f15_a_row_without_an_age_stays_and_is_told_of(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.doc (id int PRIMARY KEY, at date);
                INSERT INTO app.doc SELECT i, CASE WHEN i % 2 = 0 THEN date '2020-01-01' END FROM generate_series(1, 20) AS i;
                INSERT INTO app.doc VALUES (21, 'infinity'), (22, '-infinity');
                """);
        var policy = Policy.of("docs", "app.doc")
                .olderThan("at", Duration.ofDays(9))
                .ageZone(java.time.ZoneId.of("Asia/Tokyo"))
                .archive(to())
                .build();
        assertThat(Plans.on(db.dataSource()).plan(policy).findings())
                .anyMatch(finding ->
                        finding.check().equals("age-null") && finding.message().contains("10"));
        var truth = Truth.before(db, "app");
        var report = run(db, policy);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(new Database(db).list("SELECT DISTINCT coalesce(at::text, 'none') FROM app.doc ORDER BY 1"))
                .containsExactly("infinity", "none");
    }

    /** Forty carts and their items, each naming the other. */
    private static void circle(TestDatabase db, String back, String backAction, String action) {
        db.execute("CREATE TABLE app.cart (id int PRIMARY KEY, done bool NOT NULL, main_item " + back + ");"
                + "CREATE TABLE app.item (id int PRIMARY KEY, cart_id int NOT NULL, name text);"
                + "INSERT INTO app.cart SELECT i, i % 2 = 0, i * 10 FROM generate_series(1, 40) AS i;"
                + "INSERT INTO app.item SELECT i * 10 + n, i, 'x' FROM generate_series(1, 40) AS i, generate_series(0, 2) AS n;"
                + "CREATE INDEX ON app.item (cart_id); CREATE INDEX ON app.cart (main_item);"
                + "ALTER TABLE app.item ADD FOREIGN KEY (cart_id) REFERENCES app.cart " + action
                + "; ALTER TABLE app.cart ADD FOREIGN KEY (main_item) REFERENCES app.item " + backAction);
    }

    private Policy carts() {
        return Policy.of("carts", "app.cart").when("done").archive(to()).build();
    }

    private static boolean drained(TestDatabase db) {
        return !new Database(db)
                .list("SELECT 1 FROM coppice.campaign_root WHERE state = 'draining' AND drained > 0")
                .isEmpty();
    }

    private static void change(TestDatabase db, String change) {
        var key = new Database(db)
                .list(
                        change.equals("held")
                                ? "SELECT id::text FROM app.session WHERE note = 'heavy'"
                                : "SELECT min(e.id)::text FROM app.event AS e JOIN app.session AS s ON s.id = session_id"
                                        + " WHERE note = 'heavy'")
                .getFirst();
        switch (change) {
            case "revived" -> db.execute("UPDATE app.session SET status = 'OPEN' WHERE note = 'heavy'");
            case "renewed" -> db.execute("UPDATE app.session SET ended_at = now() WHERE note = 'heavy'");
            default ->
                DSL.using(db.dataSource(), SQLDialect.POSTGRES)
                        .transaction(configuration -> Holds.in(configuration.dsl())
                                .place(HoldRequest.on(
                                        HoldTarget.row(
                                                dev.coppice.control.TableName.parse(
                                                        change.equals("held") ? "app.session" : "app.event"),
                                                key),
                                        "legal/1",
                                        Shop.ANN)));
        }
    }

    private static DataSource odd(TestDatabase db, String... settings) {
        var source = new PGSimpleDataSource();
        source.setUrl(db.url());
        source.setUser(db.user());
        source.setPassword(db.password());
        source.setOptions("-c search_path=pg_catalog -c bytea_output=escape -c TimeZone=Asia/Kathmandu -c "
                + String.join(" -c ", settings));
        return source;
    }

    private static CampaignReport run(TestDatabase db, Policy policy) {
        return Shop.campaigns(db.dataSource(), PausePoint.NONE, new Sizes(60, 3, 1_000))
                .execute(policy, LOUD, CampaignListener.NONE);
    }

    private StoreLocation to() {
        return StoreLocation.parse("file:" + folder);
    }
}
