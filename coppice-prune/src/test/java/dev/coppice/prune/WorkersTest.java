package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.Percentage;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several workers on one campaign, in one process and in several. */
@PostgresTest(Isolation.DATABASE)
class WorkersTest {
    private static final Act BOB = Act.of("bob", "the shop is busy");
    private static final Duration LONG = Duration.ofSeconds(60);

    // language=SQL
    private static final String MOVES = """
            CREATE TABLE public.move (n bigint GENERATED ALWAYS AS IDENTITY, state text);
            CREATE FUNCTION public.moved() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN INSERT INTO public.move (state) VALUES (NEW.state); RETURN NEW; END';
            CREATE TRIGGER moved AFTER UPDATE OF state ON coppice.campaign
            FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION public.moved();
            """;

    @TempDir
    private Path folder;

    @Test
    void three_workers_that_hold_roots_at_once_take_each_once_and_what_they_archived_is_restored(TestDatabase db) {
        Shop.openWithHeavy(db, 300);
        var truth = Truth.before(db, "app");
        var meeting = new Meeting(db, 3);
        var report = Shop.campaigns(db.dataSource(), meeting)
                .execute(Shop.archived(folder).build(), Shop.OPTIONS.workers(3), CampaignListener.NONE);
        assertThat(meeting.met()).isTrue();
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        truth.requireGone(
                "session",
                "SELECT count(*) FROM app.session WHERE status = 'ENDED' AND ended_at < now() - interval '90 days'");
        assertThat(new Database(db)
                        .list("SELECT DISTINCT s.worker::text FROM coppice.campaign_segment AS s"
                                + " JOIN coppice.campaign_frame AS f USING (campaign_id, segment) ORDER BY 1"))
                .containsExactly("1", "2", "3");
        assertThat(new Database(db).list("SELECT count(*)::text FROM coppice.campaign_worker WHERE left_at IS NULL"))
                .containsExactly("0");
        assertThat(new Database(db).list("SELECT name FROM coppice.lease WHERE expires_at > now()"))
                .isEmpty();
        Restoring.restore(db, Restoring.archive(folder, report.campaign()), Restoring.ALL);
        truth.requireAsBefore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PAUSED", "CANCELLED"})
    void three_workers_that_are_asked_to_end_change_the_state_once(String end, TestDatabase db) {
        Shop.open(db, 300);
        db.execute(MOVES);
        var campaigns = Shop.campaigns(db.dataSource(), new Meeting(db, 3));
        var asked = new AtomicBoolean();
        var report = campaigns.execute(Shop.ended().build(), Shop.OPTIONS.workers(3), progress -> {
            var id = progress.campaign().id();
            if (progress.campaign().counts().chunks() > 1 && !asked.getAndSet(true)) {
                assertThat(campaigns.workers(id)).hasSize(3);
                var asks = end.equals("PAUSED") ? campaigns.pause(id, BOB) : campaigns.abort(id, BOB);
                assertThat(asks.state()).isIn(CampaignState.PAUSING, CampaignState.CANCELLING);
            }
        });
        assertThat(report.campaign().state().name()).isEqualTo(end);
        assertThat(new Database(db).list("SELECT state FROM public.move ORDER BY n"))
                .containsExactly("RUNNING", end.equals("PAUSED") ? "PAUSING" : "CANCELLING", end);
        assertThat(campaigns.workers(report.campaign().id())).isEmpty();
        if (end.equals("PAUSED")) {
            campaigns.resume(report.campaign().id(), BOB);
            assertThat(Shop.execute(db, Shop.ended().build()).campaign().state())
                    .isEqualTo(CampaignState.SUCCEEDED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows", "share"})
    void limits_hold_to_the_row_with_four_workers(String limit, TestDatabase db) {
        Shop.open(db, 400);
        var truth = Truth.before(db, "app");
        var policy = limit.equals("rows")
                ? Shop.ended().maxRows(150).build()
                : Shop.ended().maxShare(Percentage.parse("10%")).build();
        var campaign = Shop.campaigns(db.dataSource(), new Meeting(db, 4))
                .execute(policy, Shop.OPTIONS.workers(4), CampaignListener.NONE)
                .campaign();
        assertThat(campaign.state()).isEqualTo(CampaignState.PARTIAL);
        truth.requireLedger();
        if (limit.equals("rows")) {
            assertThat(campaign.stoppedBy()).contains("limit.rows");
            assertThat(campaign.counts().rows()).isLessThanOrEqualTo(150).isGreaterThan(140);
        } else {
            assertThat(campaign.stoppedBy()).contains("limit.max-share");
            assertThat(campaign.counts().roots()).isEqualTo(40);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void small_roots_do_not_wait_for_a_heavy_one(int workers, TestDatabase db) {
        Shop.openWithHeavy(db, 24);
        db.execute("INSERT INTO app.event (session_id, body) SELECT id, 'one of many' FROM app.session,"
                + " generate_series(1, 3000) WHERE note = 'heavy'");
        var truth = Truth.before(db, "app");
        var report = Shop.campaigns(db.dataSource(), PausePoint.NONE)
                .execute(
                        Shop.archived(folder).chunkTime(Duration.ofMillis(1)).build(),
                        Shop.OPTIONS.workers(workers),
                        CampaignListener.NONE);
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        // Behind the last chunk of its drain only the heavy one itself is left.
        assertThat(new Database(db)
                        .list("SELECT sum(roots)::text FROM coppice.campaign_chunk WHERE chunk >"
                                + " (SELECT max(chunk) FROM coppice.campaign_chunk WHERE pass = 'drain')"))
                .containsExactly("1");
    }

    @Test
    void a_process_joins_another_and_each_takes_what_the_other_leaves(TestDatabase db) {
        Shop.open(db, 300);
        var truth = Truth.before(db, "app");
        var policy = Shop.archived(folder).build();
        var meeting = new Meeting(db, 2);
        try (var steps = new Interleaving(LONG)) {
            var one = steps.start(
                    "one",
                    () -> state(Shop.campaigns(db.dataSource(), meeting)
                            .execute(policy, Shop.OPTIONS, CampaignListener.NONE)));
            var campaigns = Shop.campaigns(db.dataSource(), meeting);
            Until.holds(() ->
                    new Database(db).list("SELECT pass FROM coppice.campaign").contains("walk"));
            assertThatThrownBy(() -> campaigns.execute(policy, Shop.OPTIONS, CampaignListener.NONE))
                    .isInstanceOf(CoppiceException.class)
                    .hasMessageContaining(
                            "Run \"coppice campaign join 1\" to follow it. With --workers it works on it as well.");
            var two = steps.start("two", () -> state(campaigns.join(1, policy, Shop.OPTIONS, CampaignListener.NONE)));
            assertThat(one.result()).isEqualTo("SUCCEEDED");
            assertThat(two.result()).isEqualTo("SUCCEEDED");
        }
        truth.requireConserved(folder, 1).requireLedger();
        assertThat(meeting.met()).isTrue();
    }

    @Test
    void what_has_ended_is_paused_or_is_of_another_plan_cannot_be_joined(TestDatabase db) {
        Shop.open(db, 40);
        var campaigns = Shop.campaigns(db.dataSource(), PausePoint.NONE);
        var policy = Shop.ended().build();
        var begun = campaigns.begin(policy, Shop.OPTIONS).id();
        refused("plan.stale", campaigns, begun, Shop.ended().maxRows(7).build());
        refused("campaign.not-found", campaigns, 99, policy);
        campaigns.pause(begun, BOB);
        refused("campaign.paused", campaigns, begun, policy);
        campaigns.abort(begun, BOB);
        refused("campaign.wrong-state", campaigns, begun, policy);
    }

    @Test
    void a_worker_that_waits_for_another_is_nobody_to_yield_to(TestDatabase db) {
        db.execute(dev.coppice.control.CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.pair (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.bond (id int PRIMARY KEY, one int REFERENCES app.pair, other int REFERENCES app.pair);
                CREATE TABLE app.knot (id int PRIMARY KEY, bond_id int REFERENCES app.bond);
                CREATE INDEX ON app.bond (one);
                CREATE INDEX ON app.bond (other);
                CREATE INDEX ON app.knot (bond_id);
                INSERT INTO app.pair SELECT i, true FROM generate_series(1, 120) AS i;
                INSERT INTO app.bond SELECT i, i * 10, i * 10 + 60 FROM generate_series(1, 6) AS i;
                INSERT INTO app.knot SELECT i, i FROM generate_series(1, 6) AS i;
                """);
        var truth = Truth.before(db, "app");
        var policy = Policy.of("pairs", TableName.parse("app.pair"))
                .when("done")
                .chunkTime(Duration.ofMillis(20))
                .brakes(BrakesConfig.NONE.waiters(true))
                .build();
        var held = new AtomicBoolean();
        var waited = new AtomicBoolean();
        var meeting = new Meeting(db, 2);
        PausePoint point = place -> {
            meeting.reached(place);
            // Neither claims more than the half of the pairs, and bonds tie the halves. Whoever has locked its children
            // first
            // stands until the other waits for them, and for longer than patience.
            if (place.equals("chunk.locked") && meeting.met() && !held.getAndSet(true)) {
                Until.holds(() -> !new Database(db)
                        .list("SELECT 1 FROM pg_locks WHERE NOT granted"
                                + " AND clock_timestamp() - waitstart > interval '200 ms'")
                        .isEmpty());
                waited.set(true);
            }
        };
        var report = Shop.campaigns(db.dataSource(), point)
                .execute(policy, Shop.OPTIONS.overriding(BOB).workers(2), CampaignListener.NONE);
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        assertThat(waited).isTrue();
        assertThat(new Database(db).list("SELECT reason FROM coppice.campaign_brake"))
                .isEmpty();
        truth.requireLedger();
        assertThat(truth.gone("pair")).isEqualTo(120);
    }

    @Test
    void whichever_worker_ends_a_campaign_its_tables_are_vacuumed_and_measured(TestDatabase db) {
        Shop.open(db, 40);
        var first = Thread.currentThread();
        PausePoint point = place -> {
            if (place.equals("chunk.claimed") && Thread.currentThread().equals(first) && walks(db)) {
                Until.holds(() -> left(db, 2).equals("false"));
            } else if (place.equals("campaign.entered")
                    && !Thread.currentThread().equals(first)) {
                Until.holds(() -> left(db, 1).equals("true"));
            }
        };
        var report = Shop.campaigns(db.dataSource(), point)
                .execute(Shop.ended().vacuum().build(), Shop.OPTIONS.workers(2), CampaignListener.NONE);
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        assertThat(report.space()).hasSize(4).allSatisfy(space -> {
            assertThat(space.after()).isPresent();
            assertThat(space.vacuum()).isPresent();
        });
    }

    @Test
    void a_process_that_measures_before_its_first_chunk_counts_as_living_and_its_helpers_wait(TestDatabase db)
            throws Exception {
        Shop.open(db, 40);
        var policy = Shop.ended().build();
        var campaigns = Shop.campaigns(db.dataSource(), new Meeting(db, 2));
        try (var steps = new Interleaving(LONG);
                var other = db.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE coppice.campaign_space");
            var one = steps.start(
                    "one", () -> state(campaigns.execute(policy, Shop.OPTIONS.workers(2), CampaignListener.NONE)));
            steps.awaitBlockedBy(db.dataSource(), other);
            assertThat(campaigns.workers(1)).extracting(CampaignWorker::worker).containsExactly(1);
            assertThat(new Database(db).list("SELECT name FROM coppice.lease")).containsExactly("campaign/1");
            other.rollback();
            assertThat(one.result()).isEqualTo("SUCCEEDED");
        }
    }

    private static boolean walks(TestDatabase db) {
        return new Database(db).list("SELECT pass FROM coppice.campaign").contains("walk");
    }

    private static String left(TestDatabase db, int worker) {
        return String.join(
                "",
                new Database(db)
                        .list("SELECT (left_at IS NOT NULL)::text FROM coppice.campaign_worker WHERE worker = "
                                + worker));
    }

    private static String state(CampaignReport report) {
        return Objects.requireNonNull(report).campaign().state().name();
    }

    private static void refused(String code, Campaigns campaigns, long id, Policy policy) {
        assertThatThrownBy(() -> campaigns.join(id, policy, Shop.OPTIONS, CampaignListener.NONE))
                .isInstanceOf(CoppiceException.class)
                .extracting(thrown -> ((CoppiceException) thrown).code())
                .isEqualTo(code);
    }
}
