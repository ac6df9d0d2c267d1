package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownPlan;
import dev.coppice.lifecycle.TeardownPlan.Blocker;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownRequest.Cause;
import dev.coppice.lifecycle.TeardownResult;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What is refused is refused before any write, with its reason, and enters the audit trail. */
@PostgresTest(Isolation.DATABASE)
class RefusalsTest {
    private static final Act BOB = Act.of("bob", "looked at it");
    private static final Act EVE = Act.of("eve", "looked at it too");

    private World world;
    private ResourceId resource = new ResourceId("workspace", "kg1");

    @BeforeEach
    void open(TestDatabase db) {
        world = new World(db);
        resource = world.workspace("kg1");
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private TeardownRequest request() {
        return TeardownRequest.of(resource, World.ACT);
    }

    @Test
    void an_unknown_kind_or_id_is_not_found() {
        refused("kind.unknown", () -> world.begin(new ResourceId("planet", "x")));
        refused("resource.not-found", () -> world.begin(new ResourceId("workspace", "x")));
    }

    @Test
    void every_blocker_is_told_at_once() {
        world.workspace("kg1_a", "kg1");
        world.dsl().execute("UPDATE app.workspace SET protected = true WHERE id = 'kg1_a'");
        world.dsl().transaction(configuration -> {
            Holds.in(configuration.dsl())
                    .place(HoldRequest.on(HoldTarget.resource("workspace", "kg1"), "legal/7", BOB));
            Freeze.in(configuration.dsl()).freeze(BOB);
        });
        world.with("approvals: 1");
        var plan = world.engine().teardowns().plan(request());
        assertThat(plan.blockers())
                .extracting(Blocker::code)
                .containsExactly("resource.protected", "resource.held", "freeze.frozen");
        assertThat(plan.unsigned()).isEqualTo(1);
        assertThat(plan.children()).containsExactly(new ResourceId("workspace", "kg1_a"));
        assertThat(world.number("SELECT count(*) FROM coppice.resource_state")).isZero();
    }

    @Test
    void a_protected_resource_is_refused_before_any_write_and_audited() {
        world.dsl().execute("UPDATE app.workspace SET protected = true");
        refused("resource.protected", () -> world.begin(resource));
        untouched();
        assertThat(world.text("SELECT after_state ->> 'code' FROM coppice.audit WHERE action = 'teardown.refused'"))
                .isEqualTo("resource.protected");
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "refusal resource.not-found is not in the audit trail")
    void a_refusal_stands_though_it_cannot_be_entered() {
        world.dsl()
                .execute("CREATE FUNCTION app.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE EXCEPTION 'full' USING ERRCODE = '54000'; END $$;"
                        + " CREATE TRIGGER full_up BEFORE INSERT ON coppice.audit"
                        + " FOR EACH ROW EXECUTE FUNCTION app.full()");
        refused("resource.not-found", () -> world.begin(new ResourceId("workspace", "x")));
    }

    @Test
    void a_frozen_database_begins_nothing() {
        world.dsl().transaction(configuration -> Freeze.in(configuration.dsl()).freeze(BOB));
        refused("freeze.frozen", () -> world.begin(resource));
        untouched();
    }

    @Test
    void a_child_of_a_leaving_parent_is_not_torn_down_by_itself() {
        var child = world.workspace("kg1_a", "kg1");
        world.begin(resource);
        var late = world.workspace("kg1_b", "kg1");
        refused("resource.has-parent-leaving", () -> world.begin(late));
        assertThat(world.begin(child).cause()).isEqualTo("parent");
    }

    @Test
    void a_plan_that_changed_is_not_run() {
        var plan = world.engine().teardowns().plan(request());
        world.workspace("kg1_a", "kg1");
        refused("plan.other", () -> world.engine().teardowns().begin(request().planned(plan.hash())));
        untouched();
    }

    @Test
    void a_plan_tells_what_is_there_and_until_when_there_is_a_way_back() {
        var plan = world.engine().teardowns().plan(request());
        assertThat(plan.blocked()).isFalse();
        assertThat(plan.steps())
                .filteredOn(step -> step.name().startsWith("clear-"))
                .allSatisfy(step -> assertThat(step.items()).contains(3L));
        assertThat(plan.backTill())
                .isEqualTo("It can be called off until its first step that destroys begins;"
                        + " after that only its backup brings it back, for 90 days.");
        assertThat(plan.hostedUntil()).isPresent();
        assertThat(world.engine().teardowns().plan(request().keepingNothing()).hash())
                .isNotEqualTo(plan.hash());
    }

    @Test
    void an_approval_is_signed_by_two_people_and_used_once() throws Exception {
        world.with("approvals: 2");
        var teardowns = world.engine().teardowns();
        var hash = teardowns.plan(request()).hash();
        refused("approval.missing", () -> teardowns.begin(request()));
        teardowns.approve(request(), hash, BOB);
        refused("approval.incomplete", () -> teardowns.begin(request()));
        refused("approval.same-person", () -> teardowns.approve(request(), hash, BOB));
        teardowns.approve(request(), hash, EVE);
        refused("approval.other-plan", () -> teardowns.begin(request().keepingNothing()));
        assertThat(teardowns.plan(request()))
                .returns(false, TeardownPlan::blocked)
                .returns(List.of("bob", "eve"), TeardownPlan::signedBy);
        var operation = teardowns.begin(request());
        refused("approval.under-way", () -> teardowns.approve(request(), hash, BOB));
        world.engine().operations().cancel(operation.id(), BOB);
        refused("approval.already-used", () -> teardowns.begin(request()));
        world.requireUntouched("kg1");
    }

    @Test
    void a_kind_without_signatures_takes_none() {
        var hash = world.engine().teardowns().plan(request()).hash();
        refused("approval.not-needed", () -> world.engine().teardowns().approve(request(), hash, BOB));
    }

    @Test
    void only_a_person_may_say_that_nothing_is_kept() {
        refused(
                "teardown.backup-required",
                () -> world.engine()
                        .teardowns()
                        .begin(request().because(Cause.FOUND).keepingNothing()));
    }

    @Test
    void a_resource_that_belongs_to_itself_is_refused_and_not_walked_round() {
        var child = world.workspace("kg1_a", "kg1");
        world.dsl().execute("UPDATE app.workspace SET parent_id = 'kg1_a' WHERE id = 'kg1'");
        refused("resource.parent-circle", () -> world.begin(resource));
        refused("resource.parent-circle", () -> world.begin(child));
        var below = world.workspace("kg1_b", "kg1_a");
        refused("resource.parent-circle", () -> world.begin(below));
        world.dsl().execute("UPDATE app.workspace SET parent_id = id WHERE id = 'kg1_b'");
        refused("resource.parent-circle", () -> world.begin(below));
    }

    @Test
    void what_was_found_again_is_disposed_of_only_while_it_is_gone_and_buried() throws Exception {
        var found = request().because(Cause.FOUND);
        refused("resource.not-gone", () -> world.engine().teardowns().begin(found));
        world.begin(resource);
        world.converge(1);
        world.with("approvals: 1");
        world.dsl().execute("UPDATE coppice.tombstone SET lifted_at = now()");
        refused("resource.not-gone", () -> world.engine().teardowns().begin(found));
        world.dsl().execute("UPDATE coppice.tombstone SET lifted_at = NULL");
        assertThat(world.engine().teardowns().begin(found).residual()).isTrue();
    }

    @Test
    void the_share_may_be_exceeded_aloud() {
        world.with("limits: { share: \"1%/30d\" }");
        for (var number = 2; number <= 12; number++) {
            world.workspace("kg" + number);
        }
        for (var number = 2; number <= 11; number++) {
            world.begin(new ResourceId("workspace", "kg" + number));
        }
        refused("teardown.share-exceeded", () -> world.begin(resource));
        assertThatThrownBy(() -> world.begin(resource))
                .hasMessageContaining("have a person exceed it with --beyond-limits");
        world.engine().teardowns().begin(request().exceedingTheShare());
        assertThat(world.number("SELECT count(*) FROM coppice.audit WHERE action = 'teardown.share-waived'"))
                .isEqualTo(1);
    }

    @Test
    void a_child_operation_is_cancelled_with_its_parent_only() {
        var child = world.workspace("kg1_a", "kg1");
        var parent = world.begin(resource);
        refused(
                "operation.has-parent",
                () -> world.engine().operations().cancel(world.latest(child).id(), BOB));
        world.engine().operations().cancel(parent.id(), BOB);
        assertThat(world.latest(child).state()).isEqualTo(OperationState.CANCELLED);
        world.requireUntouched("kg1");
        world.requireUntouched("kg1_a");
        refused("operation.ended", () -> world.engine().operations().retry(parent.id(), BOB));
    }

    @Test
    void every_member_of_a_family_has_entries_of_its_own() {
        var alone = world.workspace("kg1_a", "kg1");
        world.begin(alone);
        world.workspace("kg1_b", "kg1");
        var parent = world.begin(resource);
        world.engine().operations().cancel(parent.id(), BOB);
        assertThat(world.text("SELECT string_agg(subject || ' ' || action, ', ' ORDER BY seq) FROM coppice.audit"
                        + " WHERE action ~ '^(teardown|operation)'"))
                .isEqualTo(
                        "workspace kg1_a teardown.begun, workspace kg1 teardown.begun, workspace kg1_b teardown.begun,"
                                + " workspace kg1 operation.cancelled, workspace kg1_b operation.cancelled");
    }

    @Test
    void a_refusal_has_a_word_for_scripts() {
        assertThatThrownBy(() -> world.begin(new ResourceId("workspace", "x")))
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(TeardownResult.refused(resource, refused.fault())
                                        .status())
                                .isEqualTo("not_found"));
    }

    private void untouched() {
        world.requireUntouched("kg1");
        assertThat(world.number("SELECT count(*) FROM coppice.operation")).isZero();
        assertThat(world.number("SELECT count(*) FROM coppice.resource_state")).isZero();
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
