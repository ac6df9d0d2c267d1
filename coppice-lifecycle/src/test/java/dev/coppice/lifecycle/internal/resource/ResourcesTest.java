package dev.coppice.lifecycle.internal.resource;

import static dev.coppice.lifecycle.internal.resource.Platform.ANN;
import static dev.coppice.lifecycle.internal.resource.Platform.graph;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.lifecycle.Resource;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceQuery;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.Resources;
import dev.coppice.lifecycle.internal.kind.KindConfigs;
import dev.coppice.lifecycle.internal.kind.Kinds;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class ResourcesTest {
    private Platform platform;
    private Resources resources;

    @BeforeEach
    void platform(TestDatabase db) {
        platform = new Platform(db);
        resources = platform.resources();
    }

    @Test
    void a_suspended_resource_takes_its_children_along_and_brings_them_back() {
        platform.graphs("a", "a.x", "a.x.1", "a.y", "b");
        resources.suspend(graph("a.y"), ANN);
        var suspended = resources.suspend(graph("a"), ANN);
        assertThat(suspended.status()).isEqualTo(ResourceStatus.SUSPENDED);
        assertThat(state("a.x.1")).isEqualTo(ResourceState.SUSPENDED);
        assertThat(state("b")).isEqualTo(ResourceState.ACTIVE);

        resources.reactivate(graph("a"), ANN);
        assertThat(state("a.x")).isEqualTo(ResourceState.ACTIVE);
        assertThat(state("a.x.1")).isEqualTo(ResourceState.ACTIVE);
        assertThat(state("a.y")).as("was suspended by itself").isEqualTo(ResourceState.SUSPENDED);
        assertThat(platform.trail())
                .containsExactly(
                        "resource.suspended graph a.y",
                        "resource.suspended graph a",
                        "resource.suspended graph a.x",
                        "resource.suspended graph a.x.1",
                        "resource.reactivated graph a",
                        "resource.reactivated graph a.x",
                        "resource.reactivated graph a.x.1");
        assertThat(platform.text("SELECT count(*) FROM coppice.notification WHERE topic = 'resource.suspended'"))
                .isEqualTo("4");
    }

    @Test
    void every_refusal_of_an_act_is_in_the_trail_and_changes_nothing(TestDatabase db) {
        platform.graphs("a", "a.x", "b", "sec").ended("b", 1);
        db.execute("UPDATE app.graph SET is_repository = true WHERE graph_id = 'sec'");
        refused("resource.protected", () -> resources.suspend(graph("sec"), ANN));
        refused("resource.illegal-transition", () -> resources.reactivate(graph("a"), ANN));
        refused("resource.not-found", () -> resources.suspend(graph("nope"), ANN));
        refused("kind.unknown", () -> resources.suspend(new ResourceId("grpah", "a"), ANN));
        resources.suspend(graph("a"), ANN);
        refused("resource.parent-not-active", () -> resources.reactivate(graph("a.x"), ANN));
        resources.suspend(graph("b"), ANN);
        refused("resource.still-due", () -> resources.reactivate(graph("b"), ANN));
        assertThat(platform.trail())
                .filteredOn(entry -> entry.contains("refused"))
                .containsExactly(
                        "resource.suspend-refused graph sec",
                        "resource.reactivate-refused graph a",
                        "resource.suspend-refused graph nope",
                        "resource.suspend-refused grpah a",
                        "resource.reactivate-refused graph a.x",
                        "resource.reactivate-refused graph b");
        assertThat(state("sec")).isEqualTo(ResourceState.ACTIVE);
    }

    @Test
    void a_protected_child_keeps_its_parent_from_being_suspended(TestDatabase db) {
        platform.graphs("a", "a.x");
        db.execute("UPDATE app.graph SET is_repository = true WHERE graph_id = 'a.x'");
        assertThatThrownBy(() -> resources.suspend(graph("a"), ANN))
                .hasMessage("Resource graph a was not suspended. graph a.x is protected in its own table. Nothing was"
                        + " changed. Take the protection away there if it is meant to be stopped.");
    }

    @Test
    void an_act_that_cannot_be_entered_in_the_trail_is_not_done() {
        platform.graphs("a");
        assertThatThrownBy(() -> platform.in(holder -> {
                    holder.execute("SELECT FROM coppice.audit_head FOR UPDATE");
                    return platform.in(dsl -> {
                        dsl.execute("SET LOCAL lock_timeout = '50ms'");
                        return resources.suspend(dsl, graph("a"), ANN);
                    });
                }))
                .isInstanceOfSatisfying(
                        CoppiceException.class, busy -> assertThat(busy.code()).isEqualTo("audit.busy"));
        assertThat(state("a")).isEqualTo(ResourceState.ACTIVE);
        assertThat(platform.trail()).isEmpty();
    }

    @Test
    void defect_k_a_transition_belongs_to_the_transaction_of_its_caller() {
        platform.graphs("a");
        assertThatThrownBy(() -> platform.in(dsl -> {
                    resources.suspend(dsl, graph("a"), ANN);
                    throw new IllegalStateException("the caller thinks better of it");
                }))
                .hasMessage("the caller thinks better of it");
        assertThat(state("a")).isEqualTo(ResourceState.ACTIVE);
        assertThat(platform.trail()).isEmpty();
        Resource suspended = platform.in(dsl -> resources.suspend(dsl, graph("a"), ANN));
        assertThat(suspended.state()).isEqualTo(ResourceState.SUSPENDED);
    }

    @Test
    void retention_runs_from_the_later_of_end_and_suspension(TestDatabase db) {
        platform.graphs("old", "new", "now").ended("old", 100);
        db.execute(
                "INSERT INTO app.due_graph VALUES ('new', '2999-01-01 00:00Z', false), ('now', '2020-01-01 00:00Z', true)");
        var week = Duration.ofDays(7);
        var old = resources.suspend(graph("old"), ANN);
        assertThat(old.teardownAt()).contains(old.suspendedAt().orElseThrow().plus(week));
        assertThat(found("new").teardownAt()).contains(Instant.parse("2999-01-08T00:00:00Z"));
        var now = resources.suspend(graph("now"), ANN);
        assertThat(now.teardownAt()).isEqualTo(now.suspendedAt());
        db.execute("UPDATE app.due_graph SET immediate = false WHERE graph_id = 'now'");
        assertThat(found("now").teardownAt()).as("stays immediate").isEqualTo(now.suspendedAt());
        db.execute("DELETE FROM app.due_graph");
        assertThat(found("now").teardownAt()).as("renewed").isEmpty();
    }

    @Test
    void lists_are_filtered_and_paged_by_id(TestDatabase db) {
        platform.graphs("a", "b", "c", "d", "e");
        db.execute("UPDATE app.graph SET tier = 'small', owner = 'org-2' WHERE graph_id = 'c';"
                + " UPDATE app.graph SET status = NULL WHERE graph_id = 'a';"
                + " UPDATE app.graph SET status = 'queued' WHERE graph_id = 'e'");
        resources.suspend(graph("b"), ANN);
        var first = resources.list(ResourceQuery.of("graph").limit(2));
        assertThat(first.items()).extracting(one -> one.id().id()).containsExactly("a", "b");
        assertThat(first.items())
                .extracting(Resource::state)
                .containsExactly(ResourceState.ACTIVE, ResourceState.SUSPENDED);
        var second = resources.list(
                ResourceQuery.of("graph").limit(2).after(first.next().orElseThrow()));
        assertThat(second.items()).extracting(one -> one.id().id()).containsExactly("c", "d");
        assertThat(second.next()).isEmpty();
        assertThat(ids(ResourceQuery.of("graph").status(ResourceStatus.ACTIVE))).isEqualTo("a c d");
        assertThat(ids(ResourceQuery.of("graph").tier("small"))).isEqualTo("c");
        assertThat(ids(ResourceQuery.of("graph").owner("org-1").status(ResourceStatus.SUSPENDED)))
                .isEqualTo("b");
        assertThat(ids(ResourceQuery.of("space").owner("' OR true"))).isEmpty();
    }

    @Test
    void numbers_by_tier_count_states_and_hosted_backups(TestDatabase db) {
        platform.graphs("a", "b", "c");
        db.execute(
                "UPDATE app.graph SET tier = NULL WHERE graph_id = 'c'; INSERT INTO coppice.backup (kind, resource_id,"
                        + " tier, initiator, epoch, state, location, archive, manifest_sha256, row_count, object_count, byte_count,"
                        + " made_by, reason, completed_at, expires_at) SELECT 'graph', 'z', t, 'user', 0, 'completed', 'file:x',"
                        + " 'a' || n, 'x', 1, 1, 500, 'ann', 'x', now(), now() FROM (VALUES ('large', 1), ('large', 2),"
                        + " ('gone', 3)) AS v (t, n)");
        resources.suspend(graph("b"), ANN);
        var tiers = resources.analytics("graph");
        assertThat(tiers).extracting(tier -> tier.tier().orElse("-")).containsExactly("-", "gone", "large");
        assertThat(tiers.get(2).states()).isEqualTo(Map.of(ResourceState.ACTIVE, 1L, ResourceState.SUSPENDED, 1L));
        assertThat(tiers.get(2).hostedBackups()).isEqualTo(2);
        assertThat(tiers.get(2).hostedBytes()).isEqualTo(1000);
        assertThat(tiers.get(1).states()).isEmpty();
    }

    @Test
    void resources_are_found_by_the_state_that_analytics_counts_them_in(TestDatabase db) {
        platform.graphs("a", "b", "c", "d");
        resources.suspend(graph("b"), ANN);
        db.execute("""
                INSERT INTO coppice.resource_state (kind, resource_id, state, epoch, fenced_at)
                VALUES ('graph', 'c', 'parked', 1, now()), ('graph', 'd', 'fenced', 1, now())
                """);

        var taken = Set.of(ResourceState.ACTIVE, ResourceState.SUSPENDED, ResourceState.PARKED, ResourceState.FENCED);
        for (var state : ResourceState.values()) {
            assertThat(resources.list(ResourceQuery.of("graph").state(state)).items())
                    .as(state.stored())
                    .allMatch(one -> one.state() == state)
                    .hasSize(taken.contains(state) ? 1 : 0);
        }
        assertThat(ids(ResourceQuery.of("graph").state(ResourceState.PARKED).tier("large")))
                .isEqualTo("c");
        assertThat(ids(ResourceQuery.of("graph").state(ResourceState.PARKED).tier("small")))
                .isEmpty();
    }

    @Test
    void a_missing_resource_is_empty_and_a_missing_kind_is_told() {
        assertThat(resources.find(graph("nope"))).isEqualTo(Optional.empty());
        assertThatThrownBy(() -> resources.find(new ResourceId("grpah", "a")))
                .hasMessageContaining("No kind of this name");
    }

    private String ids(ResourceQuery query) {
        return String.join(
                " ",
                resources.list(query).items().stream().map(one -> one.id().id()).toList());
    }

    private Resource found(String id) {
        return resources.find(graph(id)).orElseThrow();
    }

    private ResourceState state(String id) {
        return found(id).state();
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call).extracting(Platform::code).isEqualTo(code);
    }

    @Test
    void a_filter_by_what_is_not_declared_is_refused(TestDatabase db) {
        db.execute("CREATE TABLE app.plain (id text PRIMARY KEY, status text); INSERT INTO app.plain VALUES ('a')");
        var plain = KindConfigs.read("plain", "table: app.plain\nkey: id\nstatus: status\n");
        var resources = new KindResources(db.dataSource(), Kinds.of(db.dataSource(), Map.of("plain", plain), Map.of()));
        assertThat(resources.list(ResourceQuery.of("plain")).items()).hasSize(1);
        for (var query : List.of(
                ResourceQuery.of("plain").owner("7"), ResourceQuery.of("plain").tier("large"))) {
            assertThatThrownBy(() -> resources.list(query))
                    .extracting(Platform::code)
                    .isEqualTo("kind.column-undeclared");
        }
    }
}
