package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

/**
 * Campaigns of several workers in two processes, of which one is killed again and again, beside sessions that revive roots, insert
 * and move children, lock rows, place and release holds, freeze and unfreeze, and beside migrations. What may go is brought anew
 * while it lasts. The knob {@code coppice.prune.storm-seconds} says how long that is, {@code coppice.prune.storms} how
 * many there are, {@code coppice.prune.seed} repeats the moves of one, though not when they come.
 */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.WARN)
class WorkersStormTest {
    private static final Duration STORM = Duration.ofSeconds(Integer.getInteger("coppice.prune.storm-seconds", 6));
    private static final int STORMS = Integer.getInteger("coppice.prune.storms", 1);
    private static final int LAST_TRIES = 20;
    private static final long LONGEST_LIFE = Duration.ofMillis(800).toNanos();
    private static final long LONGEST_WAIT = Duration.ofSeconds(4).toNanos();
    private static final long LOOK = Duration.ofMillis(20).toNanos();

    // Sessions and events that are as old as those of the shop.
    // language=SQL
    private static final String MORE = """
            WITH s AS (
                INSERT INTO app.session (id, status, ended_at, note)
                SELECT gen_random_uuid(), 'ENDED', timestamptz '2020-01-01' + i * interval '1 h', 'more ' || i
                FROM generate_series(1, 100) AS i
                RETURNING id
            ), e AS (
                INSERT INTO app.event (session_id, body)
                SELECT id, 'more' FROM s, generate_series(1, 2)
                RETURNING id
            ), g AS (
                INSERT INTO app.grants SELECT 'session', id::text, 'more' FROM s
            )
            INSERT INTO app.step SELECT id, n FROM e, generate_series(1, 2) AS n
            """;

    @TempDir
    private static Path shared;

    private static ChildPath path;

    @TempDir
    private Path folder;

    @BeforeAll
    static void a_path() {
        path = ChildPath.in(shared);
    }

    static Stream<Long> seeds() {
        var seed = Long.getLong("coppice.prune.seed");
        var first = System.nanoTime();
        return seed == null ? LongStream.range(first, first + STORMS).boxed() : Stream.of(seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothing_is_lost_taken_twice_or_taken_that_may_not_go(long seed, TestDatabase db) throws Exception {
        Shop.openWithHeavy(db, 200);
        var history = History.begin(db, "" + seed);
        var random = new Random(seed);
        try (var one = new Hostile(db, random);
                var two = new Hostile(db, random);
                var three = new Hostile(db, random);
                var migrations = new Migrations(db)) {
            var sessions = List.of(one, two, three);
            var over = new AtomicBoolean();
            var other = Thread.ofPlatform().start(() -> otherProcesses(db, over, new Random(seed + 1)));
            storm(db, sessions, disturbing(sessions, random, migrations));
            over.set(true);
            other.join();
            sessions.forEach(Hostile::rests);
            migrations.end();
            calm(db, seed);
        }
        history.requireTrue(folder);
        requireWork(db);
    }

    /** Whoever passes a place makes somebody move, unless another is at that: a session has one caller. */
    private static PausePoint disturbing(List<Hostile> sessions, Random random, Migrations migrations) {
        var turn = new ReentrantLock();
        return place -> {
            if (turn.tryLock()) {
                try {
                    sessions.get(random.nextInt(sessions.size())).moves();
                    migrations.passed();
                } finally {
                    turn.unlock();
                }
            }
        };
    }

    private void storm(TestDatabase db, List<Hostile> sessions, PausePoint place) {
        var until = System.nanoTime() + STORM.toNanos();
        while (System.nanoTime() < until) {
            if (execute(db, place).equals("SUCCEEDED")) {
                db.execute(MORE);
            }
            sessions.forEach(Hostile::thaws);
        }
    }

    /** Nobody disturbs any more: what may go goes. */
    private void calm(TestDatabase db, long seed) {
        var seen = new ArrayList<String>();
        for (var tries = 0; tries < LAST_TRIES && !seen.equals(List.of("SUCCEEDED", "SUCCEEDED")); tries++) {
            seen.add(execute(db, PausePoint.NONE));
            if (!seen.getLast().equals("SUCCEEDED")) {
                seen.clear();
            }
        }
        assertThat(seen).as("seed " + seed).containsExactly("SUCCEEDED", "SUCCEEDED");
    }

    private String execute(TestDatabase db, PausePoint place) {
        var campaigns = Shop.campaigns(db.dataSource(), place);
        var policy = Shop.impatient(Shop.archived(folder));
        var options = Shop.OPTIONS
                .overriding(Act.of("bob", "a test of what is warned of"))
                .workers(2);
        try {
            return WorkersProcess.once(campaigns, policy, options)
                    .campaign()
                    .state()
                    .name();
        } catch (CoppiceException refused) {
            if (refused.code().equals("plan.stale")) {
                abort(campaigns, policy);
            }
            return refused.code();
        }
    }

    /** What an operator does after a migration; the next execution begins anew. */
    private static void abort(Campaigns campaigns, Policy policy) {
        try {
            campaigns.unfinished(policy).ifPresent(stale -> campaigns.abort(stale.id(), Shop.ANN));
        } catch (CoppiceException busy) {
            assertThat(busy.code()).isIn("campaign.busy", "campaign.wrong-state");
        }
    }

    private void otherProcesses(TestDatabase db, AtomicBoolean over, Random random) {
        while (!over.get()) {
            try (var child = Child.start(List.of(), path, WorkersProcess.class, db)) {
                child.await("ready");
                for (var order = 0; order < 5; order++) {
                    child.work(folder, "nowhere", 0, 2);
                }
                awaitMore(db, over);
                LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_LIFE));
                child.kill();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    /** Until a process of these has removed something more; one whose orders were all refused is killed idle. */
    private static void awaitMore(TestDatabase db, AtomicBoolean over) {
        var before = removed(db);
        var until = System.nanoTime() + LONGEST_WAIT;
        while (!over.get() && System.nanoTime() < until && removed(db).equals(before)) {
            LockSupport.parkNanos(LOOK);
        }
    }

    private static List<String> removed(TestDatabase db) {
        return new Database(db).list("SELECT count(*)::text FROM history.gone WHERE who = 'child'");
    }

    private static void requireWork(TestDatabase db) {
        assertThat(new Database(db).list("SELECT DISTINCT tbl FROM history.gone"))
                .as("tables of which something went")
                .contains("mark", "event", "step");
    }
}
