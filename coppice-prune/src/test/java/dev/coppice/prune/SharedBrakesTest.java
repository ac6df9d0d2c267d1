package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The workers of one process hear of brakes from one reader, and each stands still by itself. */
@PostgresTest(Isolation.DATABASE)
class SharedBrakesTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int WORKERS = 4;

    /** A second between two readings, one for a query that hangs, and one more. */
    private static final Duration READ = Duration.ofSeconds(3);

    @Test
    void four_workers_ask_an_address_once_a_second_and_all_stop(TestDatabase db) throws IOException {
        Shop.open(db, 400);
        var asked = new AtomicInteger();
        var open = new AtomicBoolean(true);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(open.get() ? 200 : 503, -1);
            exchange.close();
        });
        server.start();
        var brake = BrakesConfig.NONE.http(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
        try (var steps = new Interleaving(LONG)) {
            var campaign = steps.start("campaign", () -> ended(db, brake, () -> open.set(false)));
            Until.holds(() -> stopped(db, "http") == WORKERS);
            var before = asked.get();
            var began = System.nanoTime();
            Until.holds(() -> asked.get() >= before + 3);
            // The first of them may have been due at once.
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_900));
            assertThat(readers("coppice-probe-1")).isEqualTo(1);
            open.set(true);
            assertThat(campaign.result()).isEqualTo(CampaignState.SUCCEEDED);
            assertThat(readers("coppice-probe-1")).isZero();
        } finally {
            server.stop(0);
        }
        assertThat(new Database(db).list("SELECT count(*)::text FROM coppice.campaign_brake WHERE ended_at IS NULL"))
                .containsExactly("0");
    }

    @Test
    void a_query_that_hangs_stops_all_with_one_thread_and_one_session(TestDatabase db) {
        Shop.open(db, 400);
        db.execute("CREATE TABLE app.flag (go bool NOT NULL); INSERT INTO app.flag VALUES (true)");
        var brake = BrakesConfig.NONE
                .waiters(true)
                .sql("SELECT CASE WHEN go THEN true ELSE (SELECT true FROM pg_catalog.pg_sleep(60)) END FROM app.flag");
        try (var steps = new Interleaving(LONG)) {
            var campaign =
                    steps.start("campaign", () -> ended(db, brake, () -> db.execute("UPDATE app.flag SET go = false")));
            Until.holds(() -> stopped(db, "sql") == WORKERS);
            assertThat(readers("coppice-probe-1")).isEqualTo(1);
            assertThat(readers("coppice-governor-1")).isEqualTo(1);
            Until.holds(() -> new Database(db)
                    .list("SELECT count(*)::text FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%'"
                            + " AND state = 'active' AND pid <> pg_backend_pid()")
                    .contains("1"));
            db.execute("UPDATE app.flag SET go = true");
            assertThat(campaign.result()).isEqualTo(CampaignState.SUCCEEDED);
        }
    }

    @Test
    void what_one_worker_has_read_of_a_retune_holds_for_all(TestDatabase db) {
        Shop.open(db, 400);
        db.execute("CREATE TABLE app.flag (go bool NOT NULL); INSERT INTO app.flag VALUES (true)");
        var brake = BrakesConfig.NONE.sql("SELECT go FROM app.flag");
        var heard = new CountDownLatch(1);
        var meeting = closing(db, () -> db.execute("UPDATE app.flag SET go = false"));
        PausePoint oneReads = place -> {
            meeting.reached(place);
            if (place.equals("campaign.braked") && helps()) {
                await(heard);
            }
        };
        try (var steps = new Interleaving(LONG)) {
            var campaign = steps.start("campaign", () -> ended(db, brake, oneReads));
            Until.holds(() -> stopped(db, "sql") == WORKERS);
            assertThat(readers("coppice-probe-1")).isEqualTo(1);
            off(db);
            // The others read nothing any more before they have heard.
            Until.holds(() -> readers("coppice-probe-1") == 0);
            heard.countDown();
            assertThat(campaign.result()).isEqualTo(CampaignState.SUCCEEDED);
        } finally {
            heard.countDown();
        }
        assertThat(Campaigns.on(db.dataSource()).brakes(1, 9))
                .allSatisfy(span -> assertThat(span.ended()).isPresent());
    }

    @Test
    void workers_that_were_begun_before_a_retune_in_the_canary_do_not_put_the_brakes_back(TestDatabase db) {
        Shop.open(db, 400);
        var meeting = new Meeting(db, WORKERS);
        var retuned = new AtomicBoolean();
        var looked = new AtomicBoolean();
        var readers = new CompletableFuture<Long>();
        PausePoint point = place -> {
            // The chunk of the canary has read what there was before it, and says what it has read only behind this.
            if (place.equals("campaign.committed") && !retuned.getAndSet(true)) {
                assertThat(readers("coppice-probe-1")).isEqualTo(1);
                off(db);
            }
            meeting.reached(place);
            if (meeting.met()) {
                if (!looked.getAndSet(true)) {
                    readers.complete(readers("coppice-probe-1"));
                }
                readers.join();
            }
        };
        assertThat(ended(db, BrakesConfig.NONE.sql("SELECT true"), point)).isEqualTo(CampaignState.SUCCEEDED);
        assertThat(readers).isCompletedWithValue(0L);
    }

    private static void off(TestDatabase db) {
        Campaigns.on(db.dataSource())
                .retune(1, tuning -> tuning.brakes(Map.of(BrakeName.SQL, BrakeName.OFF)), Shop.ANN);
    }

    private static boolean helps() {
        return Thread.currentThread().getName().startsWith("coppice-worker-");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static CampaignState ended(TestDatabase db, BrakesConfig brake, Runnable closes) {
        return ended(db, brake, closing(db, closes));
    }

    /** Closes a brake once all workers hold roots, which they do until it must have been read. */
    private static PausePoint closing(TestDatabase db, Runnable closes) {
        var meeting = new Meeting(db, WORKERS);
        var closed = new AtomicBoolean();
        var read = new AtomicLong(Long.MAX_VALUE);
        return place -> {
            meeting.reached(place);
            if (meeting.met()) {
                if (!closed.getAndSet(true)) {
                    closes.run();
                    read.set(System.nanoTime() + READ.toNanos());
                }
                Until.holds(() -> System.nanoTime() > read.get());
            }
        };
    }

    /** What comes of a campaign of four workers. */
    private static CampaignState ended(TestDatabase db, BrakesConfig brake, PausePoint point) {
        return Objects.requireNonNull(Shop.campaigns(db.dataSource(), point)
                .execute(Shop.ended().brakes(brake).build(), Shop.OPTIONS.workers(WORKERS), CampaignListener.NONE)
                .campaign()
                .state());
    }

    private static int stopped(TestDatabase db, String brake) {
        return Integer.parseInt(new Database(db)
                .list("SELECT count(*)::text FROM coppice.campaign_worker WHERE '" + brake + "' = ANY (brakes)")
                .getFirst());
    }

    private static long readers(String thread) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals(thread))
                .count();
    }
}
