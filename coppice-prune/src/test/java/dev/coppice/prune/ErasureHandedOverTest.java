package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.erasure.CheckedSubject;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Erasures that one process begins and leaves to another. */
@PostgresTest(Isolation.DATABASE)
class ErasureHandedOverTest {
    private static final Act BOB = Act.of("bob", "case 7");
    private static final String NOTED = "CREATE TABLE app.noted (what text NOT NULL)";

    private final TestDatabase db;

    ErasureHandedOverTest(TestDatabase db) {
        this.db = db;
    }

    @BeforeEach
    void town() {
        Town.open(db);
        db.execute(NOTED);
    }

    @Test
    void what_is_noted_with_it_is_there_when_it_is_and_not_otherwise() {
        var erasures = Town.erasures(db, PausePoint.NONE);
        assertThatThrownBy(() -> erasures.begin(Town.person(), Town.WHO, Town.OPTIONS, (dsl, begun) -> {
                    throw new IllegalStateException("the process dies");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(list("SELECT id::text FROM coppice.erasure")).isEmpty();

        var begun = begun(erasures);
        // Found, it is not noted once more.
        assertThat(begun(erasures)).isEqualTo(begun);
        var handed = erasures.handOver(begun.id(), Town.person(), BOB, (dsl, campaign) -> noted(dsl, "campaign"));
        assertThat(handed.campaign()).hasValue(1);
        assertThat(erasures.handOver(begun.id(), Town.person(), BOB, (dsl, campaign) -> noted(dsl, "again")))
                .isEqualTo(handed);
        assertThat(erasures.ofCampaign(1)).contains(handed);
        assertThat(list("SELECT what FROM app.noted ORDER BY what")).containsExactly("again", "campaign", "erasure 2");

        var ended = erasures.carryOn(begun.id(), Town.person(), BOB, CampaignListener.NONE);
        assertThat(ended.state()).isEqualTo(ErasureState.SUCCEEDED);
        assertThat(erasures.handOver(begun.id(), Town.person(), BOB, (dsl, campaign) -> noted(dsl, "late")))
                .isEqualTo(ended);
        assertThat(erasures.end(begun.id(), Town.person(), BOB)).isEqualTo(ended);
        assertThat(list("SELECT what FROM app.noted WHERE what = 'late'")).isEmpty();
    }

    @Test
    void one_whose_campaign_was_ended_by_somebody_else_is_ended_and_forgets_the_key() {
        var erasures = handed();
        assertThat(erasures.end(1, Town.person(), BOB).state()).isEqualTo(ErasureState.RUNNING);
        Campaigns.on(db.dataSource()).abort(1, BOB);

        var ended = erasures.end(1, Town.person(), BOB);

        assertThat(ended.state()).isEqualTo(ErasureState.REFUSED);
        assertThat(Town.traces(db, Town.KEY)).isEmpty();
        assertThat(list("SELECT actor || ' ' || action FROM coppice.audit ORDER BY seq DESC LIMIT 1"))
                .containsExactly("bob erasure.refused");
    }

    @Test
    void so_is_one_whose_map_was_changed_too() {
        var erasures = handed();
        Campaigns.on(db.dataSource()).abort(1, BOB);
        db.execute("CREATE TABLE app.note (person_id bigint REFERENCES app.person)");
        var changed = Town.person(Town.MAP.replace(
                "      - { table: app.login }", "      - { table: app.login }\n      - { table: app.note }"));

        assertThat(erasures.end(1, changed, BOB).reason())
                .isEqualTo("Nothing went. Its map or its tables were changed before it had ended, and nobody looked"
                        + " what is left.");
        assertThat(Town.traces(db, Town.KEY)).isEmpty();
    }

    @Test
    void one_whose_campaign_has_done_all_waits_for_who_has_its_map() {
        var erasures = handed();
        worked();
        var other = Town.person(Town.MAP.replace("ten years", "six years"));

        refusedWith("plan.stale", () -> erasures.end(1, other, BOB))
                .endsWith("was not ended. It was begun for another map of subject \"person\", or other tables. What it"
                        + " has erased stays erased. Undo the change, or wait for a process with that map: it looks for"
                        + " what is left, writes the receipt and forgets the key.");
        refusedWith("plan.stale", () -> begun(erasures, other));
        assertThat(erasures.find(1).orElseThrow().state()).isEqualTo(ErasureState.RUNNING);

        assertThat(erasures.end(1, Town.person(), BOB).state()).isEqualTo(ErasureState.SUCCEEDED);
        assertThat(erasures.receipt(1)).isPresent();
        assertThat(Town.traces(db, Town.KEY)).isEmpty();
    }

    @Test
    void what_is_refused_once_an_earlier_one_was_ended_says_so() {
        var erasures = handed();
        Campaigns.on(db.dataSource()).abort(1, BOB);
        write(dsl ->
                Holds.in(dsl).place(HoldRequest.on(HoldTarget.row(TableName.parse("app.login"), "1"), "test", BOB)));

        assertThatThrownBy(() -> begun(erasures)).isInstanceOfSatisfying(CoppiceException.class, refused -> {
            assertThat(refused.code()).isEqualTo("erasure.held");
            assertThat(refused.fault().effect()).isEqualTo(Effect.COMMITTED);
            assertThat(refused.fault().changed())
                    .isEqualTo("Erasure 1 of it, which led to nothing any more, was ended, and its key is"
                            + " forgotten.");
        });
        assertThat(erasures.find(1).orElseThrow().state()).isEqualTo(ErasureState.REFUSED);
    }

    @Test
    void a_trace_does_not_tell_who_is_being_erased() {
        handed();
        db.execute("INSERT INTO coppice.campaign_root (campaign_id, root_key, state, code, reason, noted_at)"
                + " VALUES (1, ARRAY['" + Town.KEY + "'], 'skipped', 'x', 'x', now())");

        assertThat(Traces.on(db.dataSource()).of(TableName.parse("app.person"), Town.WHO))
                .isInstanceOfSatisfying(
                        Trace.Live.class, live -> assertThat(live.passed()).isEmpty());
    }

    @Test
    void while_everything_is_frozen_it_is_not_ended() {
        var erasures = handed();
        Campaigns.on(db.dataSource()).abort(1, BOB);
        write(dsl -> Freeze.in(dsl).freeze(BOB));

        refusedWith("freeze.frozen", () -> erasures.end(1, Town.person(), BOB));
        refusedWith(
                "freeze.frozen", () -> erasures.end(1, Town.person(Town.MAP.replace("ten years", "six years")), BOB));

        write(dsl -> Freeze.in(dsl).unfreeze(BOB));
        assertThat(erasures.end(1, Town.person(), BOB).state()).isEqualTo(ErasureState.REFUSED);
    }

    @Test
    void what_its_campaign_has_left_does_not_tell_who_it_is() {
        handed();
        write(dsl ->
                Holds.in(dsl).place(HoldRequest.on(HoldTarget.row(TableName.parse("app.login"), "1"), "test", BOB)));
        worked();
        assertThat(Campaigns.on(db.dataSource()).left(1, 9)).hasSize(1).first().satisfies(left -> {
            assertThat(left.key()).containsExactly("subject");
            assertThat(left.reason()).doesNotContain(Town.KEY);
        });
    }

    /** Its campaign comes to its end, and nobody looks afterwards. */
    private void worked() {
        var policy = ReadOnly.run(db.dataSource(), sql -> CheckedSubject.of(sql, Town.person()))
                .policy(1);
        var done = Campaigns.on(db.dataSource()).carryOn(1, policy, CampaignOptions.by(BOB), CampaignListener.NONE);
        assertThat(done.campaign().state().ended()).isTrue();
    }

    private static AbstractStringAssert<?> refusedWith(String code, ThrowingCallable call) {
        var refused = catchThrowableOfType(CoppiceException.class, call);
        assertThat(refused.code()).isEqualTo(code);
        return assertThat(refused.fault().message());
    }

    private Erasures handed() {
        var erasures = Town.erasures(db, PausePoint.NONE);
        erasures.handOver(begun(erasures).id(), Town.person(), BOB, (dsl, campaign) -> noted(dsl, "campaign"));
        return erasures;
    }

    private Erasure begun(Erasures erasures) {
        return begun(erasures, Town.person());
    }

    private static Erasure begun(Erasures erasures, Subject subject) {
        return erasures.begin(subject, Town.WHO, Town.OPTIONS, (dsl, erasure) -> noted(dsl, "erasure " + erasure.id()));
    }

    private static void noted(DSLContext dsl, String what) {
        dsl.execute("INSERT INTO app.noted VALUES (?)", what);
    }

    private List<String> list(String query) {
        return new Database(db).list(query);
    }

    private void write(Consumer<DSLContext> work) {
        DSL.using(db.dataSource(), SQLDialect.POSTGRES).transaction(scope -> work.accept(scope.dsl()));
    }
}
