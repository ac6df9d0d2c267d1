package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.examples.graphplatform.session.SessionCreator;
import dev.coppice.examples.graphplatform.session.SessionExists;
import dev.coppice.examples.graphplatform.session.SessionHasKernels;
import dev.coppice.examples.graphplatform.session.SessionPruner;
import dev.coppice.examples.graphplatform.session.SessionPurger;
import dev.coppice.examples.graphplatform.session.SessionUpdater;
import dev.coppice.examples.graphplatform.session.SessionUpserter;
import dev.coppice.ops.Creator;
import dev.coppice.ops.Ops;
import dev.coppice.ops.Outcome;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jooq.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One class per verb, side by side for one entity. */
@PostgresTest(Isolation.DATABASE)
class SessionSpecsTest {
    private static final OffsetDateTime NOON = PlatformFixture.NOON.atOffset(ZoneOffset.UTC);

    private final UUID id = UUID.fromString("5e551000-0000-4000-8000-000000000001");
    private PlatformFixture platform;
    private Ops ops;

    @BeforeEach
    void install(TestDatabase db) {
        GraphPlatform.install(db.dataSource());
        platform = new PlatformFixture(db);
        platform.withGraph();
        ops = Ops.on(db.dataSource());
    }

    @Test
    void a_session_lives_and_goes_by_its_five_specs() {
        var created = ops.write(w -> w.create(SessionCreator.pending(id, PlatformFixture.GRAPH, 1, "first", NOON)));
        assertThat(created).isInstanceOf(Outcome.Applied.class);
        ops.write(w -> w.upsert(SessionUpserter.running(id, PlatformFixture.GRAPH, 1, "renamed", NOON.plusDays(1)))
                .orThrow());
        assertThat(platform.list(
                        "SELECT name || ' ' || status || ' ' || (created_at = '2026-11-21 12:00Z') FROM app.session"))
                .containsExactly("renamed RUNNING true");
        ops.write(w -> w.update(SessionUpdater.terminated(id, NOON.plusDays(2))).orThrow());
        var result = ops.write(w ->
                w.prune(SessionPruner.endedWithKernels().before(NOON.plusDays(3).toInstant())));
        assertThat(result.count()).isEqualTo(1);
        assertThat(platform.count("app.session")).isZero();
    }

    @Test
    void a_session_on_a_graph_that_is_not_active_is_refused() {
        platform.execute("UPDATE app.graph SET status = 'suspended'");
        var outcome = ops.write(w -> w.create(first()));
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void a_session_of_the_same_id_is_a_domain_error() {
        ops.write(w -> w.create(first()).orThrow());
        var outcome = ops.write(w -> w.create(first()));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Violated.class,
                        violated -> assertThat(violated.error()).isInstanceOf(SessionExists.class));
    }

    @Test
    void a_session_with_a_kernel_is_not_purged() {
        ops.write(w -> w.create(first()).orThrow());
        platform.execute("INSERT INTO app.kernel VALUES ('" + id + "', 1, 'RUNNING', 'python', 1, now())");
        var refused = ops.write(w -> w.purge(SessionPurger.unused(id)));
        assertThat(refused)
                .isInstanceOfSatisfying(
                        Outcome.Violated.class,
                        violated -> assertThat(violated.error()).isInstanceOf(SessionHasKernels.class));
        platform.execute("DELETE FROM app.kernel");
        var purged = ops.write(w -> w.purge(SessionPurger.unused(id)));
        assertThat(purged).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void a_revived_session_is_not_pruned() {
        ops.write(w -> {
            w.create(first()).orThrow();
            w.update(SessionUpdater.terminated(id, NOON)).orThrow();
            return w.update(SessionUpdater.revived(id)).orThrow();
        });
        assertThat(ops.write(w -> w.prune(SessionPruner.ended())).count()).isZero();
    }

    private Creator<Record> first() {
        return SessionCreator.pending(id, PlatformFixture.GRAPH, 1, "first", NOON);
    }
}
