package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.examples.graphplatform.access.ScopeAssociations;
import dev.coppice.examples.graphplatform.session.SessionPruner;
import dev.coppice.ops.IntegrityViolated;
import dev.coppice.ops.Ops;
import dev.coppice.ops.PruneResult;
import dev.coppice.ops.Pruner;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class SessionPrunerTest {
    private static final String ENDED = "app.session WHERE status IN ('TERMINATED', 'CANCELLED')";

    private PlatformFixture platform;
    private Ops ops;

    @BeforeEach
    void install(TestDatabase db) {
        GraphPlatform.install(db.dataSource());
        platform = new PlatformFixture(db);
        ops = Ops.on(db.dataSource());
    }

    @Test
    void ended_sessions_go_with_all_that_hangs_on_them_and_no_other_session_does() {
        platform.populate(PlatformFixture.SMALL);
        var living = platform.count("app.session") - platform.count(ENDED);
        var folders = platform.count("app.association_scopes_entities WHERE entity_type <> 'session'");
        var result = prune(SessionPruner.endedWithKernels());
        assertThat(result.count()).isPositive();
        assertThat(result.more()).isFalse();
        assertThat(platform.count("app.session") - platform.count(ENDED)).isEqualTo(living);
        assertThat(platform.count("app.association_scopes_entities AS a WHERE entity_type = 'session' AND NOT EXISTS"
                        + " (SELECT FROM app.session WHERE session_id::text = entity_id)"))
                .isZero();
        assertThat(platform.count("app.association_scopes_entities WHERE entity_type <> 'session'"))
                .isEqualTo(folders);
        assertThat(result.tables()).allSatisfy((table, rows) -> assertThat(rows).isNotNegative());
        assertThat(result.tables().get("app.kernel")).isPositive();
        assertThat(result.tables().get("app.session_event")).isPositive();
    }

    @Test
    void what_is_left_has_a_checkpoint_or_a_living_session_depends_on_it() {
        platform.populate(PlatformFixture.SMALL);
        prune(SessionPruner.endedWithKernels());
        assertThat(platform.count("app.session AS s WHERE status IN ('TERMINATED', 'CANCELLED')"
                        + " AND NOT EXISTS (SELECT FROM app.checkpoint AS c WHERE c.session_id = s.session_id)"
                        + " AND NOT EXISTS (SELECT FROM app.session AS p WHERE p.parent_session_id = s.session_id)"))
                .isZero();
        assertThat(platform.count(ENDED + " AND session_id IN (SELECT session_id FROM app.checkpoint)"))
                .as("left to a campaign")
                .isPositive();
    }

    @Test
    void the_limit_takes_the_oldest() {
        platform.withSessions(5);
        assertThat(prune(SessionPruner.ended().limit(2)).more()).isTrue();
        assertThat(platform.list("SELECT name FROM app.session ORDER BY name"))
                .containsExactly("session-3", "session-4", "session-5");
    }

    @Test
    void the_condition_of_a_call_narrows_and_so_does_a_time() {
        platform.withSessions(5);
        prune(SessionPruner.ended()
                .before(PlatformFixture.NOON.plus(Duration.ofDays(3)))
                .and(DSL.field(DSL.name("name"), String.class).ne("session-1")));
        assertThat(platform.list("SELECT name FROM app.session ORDER BY name"))
                .containsExactly("session-1", "session-3", "session-4", "session-5");
    }

    @Test
    void a_running_session_stays() {
        platform.withSessions(1);
        platform.execute("UPDATE app.session SET status = 'RUNNING', terminated_at = NULL");
        assertThat(prune(SessionPruner.ended()).count()).isZero();
    }

    @Test
    void an_empty_platform_has_nothing_to_prune() {
        var result = prune(SessionPruner.endedWithKernels());
        assertThat(result.count()).isZero();
        assertThat(result.tables().values()).containsOnly(0L);
    }

    @Test
    void kernels_forbid_the_prune_without_the_cascade() {
        platform.withSessions(2);
        platform.withKernels();
        assertThatExceptionOfType(IntegrityViolated.class)
                .isThrownBy(() -> prune(SessionPruner.ended()))
                .withMessageContaining("kernel_session_id_fk of app.kernel");
        assertThat(platform.count("app.session")).isEqualTo(2);
        assertThat(prune(SessionPruner.endedWithKernels()).tables()).containsEntry("app.kernel_port", 2L);
    }

    @Test
    void associations_of_another_type_are_untouched_and_all_are_when_kept() {
        platform.withSessions(1);
        platform.withAssociations();
        prune(SessionPruner.ended().keepingAssociations());
        assertThat(platform.count("app.association_scopes_entities")).isEqualTo(3);
        platform.withSessions(1);
        var result = prune(SessionPruner.ended());
        assertThat(result.tables()).containsEntry("app.association_scopes_entities", 2L);
        assertThat(platform.list("SELECT entity_type FROM app.association_scopes_entities"))
                .containsExactly("virtual_folder");
    }

    @Test
    void without_a_type_no_association_is_touched() {
        platform.withSessions(1);
        platform.withAssociations();
        var untyped = Pruner.from(DSL.table(DSL.name("app", "session")))
                .everything()
                .association(ScopeAssociations.BOTH_SIDES);
        assertThat(prune(untyped).count()).isEqualTo(1);
        assertThat(platform.count("app.association_scopes_entities")).isEqualTo(3);
    }

    private PruneResult prune(Pruner<Record> pruner) {
        return ops.write(w -> w.prune(pruner));
    }
}
