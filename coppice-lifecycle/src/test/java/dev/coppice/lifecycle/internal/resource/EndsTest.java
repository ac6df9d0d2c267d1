package dev.coppice.lifecycle.internal.resource;

import static dev.coppice.lifecycle.internal.resource.Platform.ANN;
import static dev.coppice.lifecycle.internal.resource.Platform.graph;
import static dev.coppice.lifecycle.internal.resource.Platform.space;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.NewResource;
import dev.coppice.lifecycle.Resource;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.internal.kind.Transitions;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class EndsTest {
    private static final Instant JANUARY = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2020-02-01T00:00:00Z");
    private static final Instant MARCH = Instant.parse("2020-03-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

    private Platform platform;

    @BeforeEach
    void platform(TestDatabase db) {
        platform = new Platform(db);
        enter(NewResource.of(space("s")).tier("large").owner("org-1"));
    }

    @Test
    void an_entered_resource_is_active_with_what_was_said_of_it() {
        var child = enter(NewResource.of(space("s.x")).below("s").withProtection());
        assertThat(child.state()).isEqualTo(ResourceState.ACTIVE);
        assertThat(child.parent()).contains("s");
        assertThat(child.protection()).isTrue();
        assertThat(found().tier()).contains("large");
        assertThat(found().owner()).contains("org-1");
        assertThat(platform.trail()).containsExactly("resource.entered space s", "resource.entered space s.x");
    }

    @Test
    void an_id_is_entered_once_and_never_after_it_was_torn_down(TestDatabase db) {
        refused("resource.exists", () -> enter(NewResource.of(space("s"))));
        refused("resource.not-found", () -> enter(NewResource.of(space("t")).below("nope")));
        refused("kind.has-its-own-table", () -> enter(NewResource.of(graph("g"))));
        platform.resources().suspend(space("s"), ANN);
        refused(
                "resource.parent-not-active",
                () -> enter(NewResource.of(space("t")).below("s")));
        tearDown();
        refused("resource.buried", () -> enter(NewResource.of(space("s"))));
        db.execute("INSERT INTO coppice.tombstone VALUES ('space', 'old', 7, now())");
        refused("resource.buried", () -> enter(NewResource.of(space("old"))));
    }

    @Test
    void lesson_20_an_older_event_that_arrives_late_changes_nothing() {
        ends(Optional.of(Ending.at(MARCH)), FEBRUARY);
        ends(Optional.empty(), JANUARY);
        assertThat(found().ending()).contains(Ending.at(MARCH));
        ends(Optional.of(Ending.at(LATER)), MARCH);
        assertThat(found().ending()).contains(Ending.at(LATER));
        assertThat(platform.trail()).hasSize(3);
    }

    @Test
    void an_immediate_end_is_never_postponed() {
        ends(Optional.of(Ending.immediately(FEBRUARY)), JANUARY);
        ends(Optional.of(Ending.at(LATER)), FEBRUARY);
        ends(Optional.of(Ending.immediately(MARCH)), MARCH);
        assertThat(found().ending()).contains(Ending.immediately(FEBRUARY));
        ends(Optional.of(Ending.immediately(JANUARY)), MARCH);
        assertThat(found().ending()).contains(Ending.immediately(JANUARY));
    }

    @Test
    void a_newer_contract_lifts_the_end_and_brings_back_by_a_word() {
        ends(Optional.of(Ending.immediately(JANUARY)), JANUARY);
        platform.resources().suspend(space("s"), ANN);
        refused("resource.still-due", () -> platform.resources().reactivate(space("s"), ANN));
        ends(Optional.empty(), FEBRUARY);
        assertThat(found().teardownAt()).isEmpty();
        assertThat(platform.resources().reactivate(space("s"), ANN).state()).isEqualTo(ResourceState.ACTIVE);
    }

    @Test
    void an_event_from_the_future_is_refused_since_none_would_count_after_it() {
        refused("resource.known-ahead", () -> ends(Optional.of(Ending.at(LATER)), LATER));
        ends(Optional.of(Ending.at(MARCH)), FEBRUARY);
        assertThat(found().ending()).contains(Ending.at(MARCH));
        assertThat(platform.text(
                        "SELECT after_state ->> 'knownAt' FROM coppice.audit WHERE action = 'resource.end-stated'"))
                .isEqualTo("2020-02-01T00:00:00Z");
    }

    @Test
    void nothing_revives_what_is_gone() {
        ends(Optional.of(Ending.at(FEBRUARY)), JANUARY);
        tearDown();
        ends(Optional.empty(), MARCH);
        assertThat(found().state()).isEqualTo(ResourceState.DEPROVISIONED);
        assertThat(found().ending()).contains(Ending.at(FEBRUARY));
        refused("resource.illegal-transition", () -> platform.resources().reactivate(space("s"), ANN));
    }

    private void tearDown() {
        platform.in(dsl -> {
            var table = platform.kinds().load("space").table();
            var transitions = Transitions.in(dsl, "space", table);
            transitions.to(table.lock(dsl, "s").orElseThrow(), ResourceState.FENCED);
            transitions.to(table.lock(dsl, "s").orElseThrow(), ResourceState.TEARING_DOWN);
            return transitions.to(table.lock(dsl, "s").orElseThrow(), ResourceState.DEPROVISIONED);
        });
    }

    private Resource enter(NewResource wanted) {
        return platform.in(dsl -> platform.resources().enter(dsl, wanted, ANN));
    }

    private void ends(Optional<Ending> ending, Instant knownAt) {
        Resource ended = platform.in(dsl -> platform.resources().ends(dsl, space("s"), ending, knownAt, ANN));
        assertThat(ended).isEqualTo(found());
    }

    private Resource found() {
        return platform.resources().find(space("s")).orElseThrow();
    }

    private static void refused(String code, Runnable call) {
        assertThatThrownBy(call::run).extracting(Platform::code).isEqualTo(code);
    }
}
