package dev.coppice.lifecycle.internal.resource;

import static dev.coppice.lifecycle.internal.resource.Platform.ANN;
import static dev.coppice.lifecycle.internal.resource.Platform.graph;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.Resources;
import dev.coppice.lifecycle.internal.kind.Transitions;
import dev.coppice.lifecycle.internal.resource.KindResources.Suspended;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first transaction has locked the row and not committed when the second one comes. */
@PostgresTest(Isolation.DATABASE)
class SuspensionRaceTest {
    private Platform platform;
    private Resources resources;

    @BeforeEach
    void platform(TestDatabase db) {
        platform = new Platform(db);
        platform.graphs("a", "a.x");
        resources = platform.resources();
    }

    @Test
    void a_reactivation_that_waits_for_a_suspension_brings_the_resource_back(TestDatabase db) throws Exception {
        var reactivated = race(
                db,
                dsl -> resources.suspend(dsl, graph("a"), ANN),
                () -> resources.reactivate(graph("a"), ANN).state());
        assertThat(reactivated).isEqualTo(ResourceState.ACTIVE);
        assertThat(state("a.x")).isEqualTo(ResourceState.ACTIVE);
    }

    @Test
    void a_suspension_that_waits_for_another_is_refused(TestDatabase db) throws Exception {
        var ending = race(
                db,
                dsl -> resources.suspend(dsl, graph("a"), ANN),
                () -> code(() -> resources.suspend(graph("a"), ANN)));
        assertThat(ending).isEqualTo("resource.illegal-transition");
        assertThat(platform.trail())
                .filteredOn(entry -> entry.startsWith("resource.suspended"))
                .hasSize(2);
    }

    @Test
    void a_suspension_that_waits_for_a_fence_is_refused_and_leaves_it(TestDatabase db) throws Exception {
        var ending = race(db, this::fence, () -> code(() -> resources.suspend(graph("a"), ANN)));
        assertThat(ending).isEqualTo("resource.illegal-transition");
        assertThat(state("a")).isEqualTo(ResourceState.FENCED);
    }

    @Test
    void a_reactivation_that_waits_for_a_fence_is_refused(TestDatabase db) throws Exception {
        resources.suspend(graph("a"), ANN);
        var ending = race(db, this::fence, () -> code(() -> resources.reactivate(graph("a"), ANN)));
        assertThat(ending).isEqualTo("resource.illegal-transition");
        assertThat(state("a")).isEqualTo(ResourceState.FENCED);
    }

    @Test
    void defect_p_a_resource_renewed_while_its_suspension_waits_stays_active(TestDatabase db) throws Exception {
        platform.ended("a", 1);
        var ending = race(
                db,
                dsl -> {
                    platform.kinds().load("graph").table().lock(dsl, "a");
                    dsl.execute("DELETE FROM app.due_graph");
                },
                () -> ((KindResources) resources).suspendIfDue(graph("a"), ANN));
        assertThat(ending).isEqualTo(Suspended.RENEWED);
        assertThat(state("a")).isEqualTo(ResourceState.ACTIVE);
    }

    @Test
    void a_renewal_that_waits_for_the_suspension_brings_the_resource_back(TestDatabase db) throws Exception {
        platform.ended("a", 1);
        var reactivated = race(
                db,
                dsl -> resources.suspend(dsl, graph("a"), ANN),
                () -> platform.in(dsl -> {
                    dsl.execute("DELETE FROM app.due_graph");
                    return resources.reactivate(dsl, graph("a"), ANN).state();
                }));
        assertThat(reactivated).isEqualTo(ResourceState.ACTIVE);
    }

    @Test
    void a_child_is_not_brought_back_below_a_parent_that_is_being_suspended(TestDatabase db) throws Exception {
        resources.suspend(graph("a.x"), ANN);
        var ending = race(
                db,
                dsl -> resources.suspend(dsl, graph("a"), ANN),
                () -> code(() -> resources.reactivate(graph("a.x"), ANN)));
        assertThat(ending).isEqualTo("resource.parent-not-active");
    }

    private void fence(DSLContext dsl) {
        var table = platform.kinds().load("graph").table();
        Transitions.in(dsl, "graph", table).to(table.lock(dsl, "a").orElseThrow(), ResourceState.FENCED);
    }

    private ResourceState state(String id) {
        return resources.find(graph(id)).orElseThrow().state();
    }

    private static String code(Runnable call) {
        try {
            call.run();
            return "done";
        } catch (RuntimeException refused) {
            return Platform.code(refused);
        }
    }

    private static <T> T race(TestDatabase db, Consumer<DSLContext> first, Callable<T> second) throws Exception {
        try (var interleaving = new Interleaving();
                Connection holder = db.connect()) {
            holder.setAutoCommit(false);
            first.accept(DSL.using(holder, SQLDialect.POSTGRES));
            var waiting = interleaving.start("second", second);
            interleaving.awaitBlockedBy(db.dataSource(), holder);
            holder.commit();
            waiting.join();
            return Optional.ofNullable(waiting.result()).orElseThrow();
        }
    }
}
