package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.TableName;
import dev.coppice.testkit.Actor;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second session does its worst while a chunk stands at one of its places. */
@PostgresTest(Isolation.DATABASE)
class ChunkRaceTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** The oldest session that may go, and with it one of its events. */
    private static final String VICTIM =
            "(SELECT id FROM app.session WHERE status = 'ENDED' ORDER BY ended_at, id LIMIT 1)";

    private static final String EVENT = "(SELECT min(id) FROM app.event WHERE session_id = " + VICTIM + ")";

    @TempDir
    private Path folder;

    @Test
    void f1_a_grandchild_inserted_after_the_claim_is_archived_and_not_cascaded_away(TestDatabase db) throws Exception {
        Shop.open(db, 40);
        var event = new Database(db).list("SELECT " + EVENT).getFirst();
        try (var steps = new Interleaving(LONG)) {
            var campaign = stoppedAt(steps, db, "chunk.claimed");
            db.execute("INSERT INTO app.step VALUES (" + event + ", 99)");
            var truth = Truth.before(db, "app");
            steps.passAt("chunk.claimed");
            campaign.resume();
            truth.requireConserved(folder, ended(campaign)).requireLedger();
            assertThat(new Database(db).list("SELECT n FROM app.step WHERE event_id = " + event))
                    .isEmpty();
        }
    }

    @Test
    void f1_a_child_moved_to_a_living_parent_after_the_claim_lives(TestDatabase db) throws Exception {
        Shop.open(db, 40);
        var event = new Database(db).list("SELECT " + EVENT).getFirst();
        try (var steps = new Interleaving(LONG)) {
            var campaign = stoppedAt(steps, db, "chunk.claimed");
            db.execute("UPDATE app.event SET session_id = (SELECT id FROM app.session WHERE status = 'OPEN' LIMIT 1)"
                    + " WHERE id = " + event);
            var truth = Truth.before(db, "app");
            steps.passAt("chunk.claimed");
            campaign.resume();
            truth.requireConserved(folder, ended(campaign)).requireLedger();
            assertThat(new Database(db).list("SELECT id::text FROM app.event WHERE id = " + event))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunk.claimed", "chunk.locked", "chunk.deleted-group"})
    void f1_a_child_of_a_claimed_root_cannot_come_any_more(String place, TestDatabase db) throws Exception {
        Shop.open(db, 40);
        var victim = new Database(db).list("SELECT " + VICTIM).getFirst();
        var truth = Truth.before(db, "app");
        try (var steps = new Interleaving(LONG);
                var other = db.connect()) {
            var campaign = stoppedAt(steps, db, place);
            var insert = steps.start(
                    "other", () -> tried(other, "INSERT INTO app.event (session_id) VALUES ('" + victim + "')"));
            steps.awaitBlocked(db.dataSource(), other);
            steps.passAt(place);
            campaign.resume();
            var id = ended(campaign);
            assertThat(insert.result()).isEqualTo("23503");
            truth.requireConserved(folder, id).requireLedger();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"campaign.entered", "chunk.window"})
    void a_root_revived_before_it_is_locked_lives(String place, TestDatabase db) throws Exception {
        Shop.open(db, 40);
        var victim = new Database(db).list("SELECT " + VICTIM).getFirst();
        try (var steps = new Interleaving(LONG)) {
            var campaign = stoppedAt(steps, db, place);
            db.execute("UPDATE app.session SET status = 'OPEN' WHERE id = '" + victim + "'");
            var truth = Truth.before(db, "app");
            steps.passAt(place);
            campaign.resume();
            truth.requireConserved(folder, ended(campaign)).requireLedger();
            assertThat(new Database(db).list("SELECT note FROM app.session WHERE id = '" + victim + "'"))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "event"})
    void f6_a_hold_that_returned_is_honoured_by_the_chunks_that_follow(String table, TestDatabase db) throws Exception {
        Shop.open(db, 60);
        try (var steps = new Interleaving(LONG)) {
            var campaign = stoppedAt(steps, db, "campaign.committed");
            var victim = new Database(db).list("SELECT " + VICTIM).getFirst();
            var key = table.equals("session")
                    ? victim
                    : new Database(db).list("SELECT " + EVENT).getFirst();
            held(db, table, key);
            var truth = Truth.before(db, "app");
            steps.passAt("campaign.committed");
            campaign.resume();
            campaign.join();
            assertThat(new Database(db).list("SELECT note FROM app.session WHERE id = '" + victim + "'"))
                    .hasSize(1);
            assertThat(truth.gone("session")).isPositive();
        }
    }

    @Test
    void f6_a_hold_waits_for_the_chunk_that_runs(TestDatabase db) throws Exception {
        Shop.open(db, 40);
        try (var steps = new Interleaving(LONG);
                var other = db.connect()) {
            var victim = new Database(db).list("SELECT " + VICTIM).getFirst();
            var campaign = stoppedAt(steps, db, "chunk.locked");
            other.setAutoCommit(false);
            var placing = steps.start("other", () -> {
                placed(DSL.using(other, SQLDialect.POSTGRES), "session", victim);
                return new Database(db).list("SELECT note FROM app.session WHERE id = '" + victim + "'");
            });
            steps.awaitBlocked(db.dataSource(), other);
            steps.passAt("chunk.locked");
            campaign.resume();
            assertThat(placing.result()).isEmpty();
            other.commit();
            campaign.join();
        }
    }

    @Test
    void f11_a_root_that_stays_locked_is_counted_and_the_rest_go(TestDatabase db) throws Exception {
        Shop.open(db, 40);
        var truth = Truth.before(db, "app");
        try (var other = db.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT FROM app.session WHERE id = " + VICTIM + " FOR UPDATE");
            var report = Shop.execute(db, Shop.archived(folder).build());
            other.rollback();
            assertThat(report.campaign().state()).isEqualTo(CampaignState.PARTIAL);
            assertThat(report.campaign().counts().skippedLocked()).contains(1L);
            truth.requireConserved(folder, report.campaign().id()).requireLedger();
            assertThat(truth.gone("session")).isEqualTo(20);
        }
    }

    @Test
    void f11_a_root_locked_for_a_while_goes_in_the_second_pass(TestDatabase db) throws Exception {
        Shop.open(db, 40);
        var truth = Truth.before(db, "app");
        try (var steps = new Interleaving(LONG);
                var other = db.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT FROM app.session WHERE id = " + VICTIM + " FOR UPDATE");
            var campaign = stoppedAt(steps, db, "campaign.committed");
            other.rollback();
            steps.passAt("campaign.committed");
            campaign.resume();
            truth.requireConserved(folder, ended(campaign)).requireLedger();
            assertThat(truth.gone("session")).isEqualTo(21);
        }
    }

    @Test
    void a_child_that_stays_locked_costs_its_root_and_no_other(TestDatabase db) throws Exception {
        Shop.open(db, 40);
        var truth = Truth.before(db, "app");
        try (var other = db.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT FROM app.event WHERE id = " + EVENT + " FOR UPDATE");
            var report = Shop.execute(db, Shop.impatient(Shop.archived(folder)));
            other.rollback();
            assertThat(report.campaign().state()).isEqualTo(CampaignState.PARTIAL);
            assertThat(report.campaign().counts().skippedLocked()).contains(1L);
            truth.requireConserved(folder, report.campaign().id()).requireLedger();
            assertThat(truth.gone("session")).isEqualTo(20);
        }
    }

    @Test
    void f8_a_cascade_that_came_after_the_plan_costs_its_root_and_no_other(TestDatabase db) throws Exception {
        Shop.open(db, 60);
        try (var steps = new Interleaving(LONG)) {
            var campaign = stoppedAt(steps, db, "campaign.committed");
            db.execute("CREATE TABLE app.later (session_id uuid REFERENCES app.session ON DELETE CASCADE);"
                    + "INSERT INTO app.later VALUES (" + VICTIM + ")");
            var truth = Truth.before(db, "app");
            steps.passAt("campaign.committed");
            campaign.resume();
            var report = Objects.requireNonNull(campaign.result());
            assertThat(report.campaign().counts().quarantined()).isEqualTo(1);
            assertThat(truth.gone("later")).isZero();
            assertThat(new Database(db).list("SELECT code FROM coppice.campaign_root"))
                    .containsExactly("unexpected-rows");
        }
    }

    private Actor<CampaignReport> stoppedAt(Interleaving steps, TestDatabase db, String place) {
        steps.stopAt("campaign", place);
        var policy = Shop.archived(folder).build();
        var campaign = steps.start(
                "campaign",
                () -> Shop.campaigns(db.dataSource(), steps::reached)
                        .execute(policy, Shop.OPTIONS, CampaignListener.NONE));
        campaign.awaitStopped(place);
        return campaign;
    }

    private static long ended(Actor<CampaignReport> campaign) {
        var report = Objects.requireNonNull(campaign.result());
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        return report.campaign().id();
    }

    private static void held(TestDatabase db, String table, String key) {
        DSL.using(db.dataSource(), SQLDialect.POSTGRES)
                .transaction(configuration -> placed(configuration.dsl(), table, key));
    }

    private static void placed(DSLContext dsl, String table, String key) {
        var target = HoldTarget.row(TableName.parse("app." + table), key);
        Holds.in(dsl).place(HoldRequest.on(target, "legal/1", Act.of("ann", "lawsuit")));
    }

    private static String tried(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            return "done";
        } catch (SQLException refused) {
            return refused.getSQLState();
        }
    }
}
