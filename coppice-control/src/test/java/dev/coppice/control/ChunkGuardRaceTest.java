package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class ChunkGuardRaceTest {
    private static final TableName SESSION = TableName.parse("app.session");
    private static final Act ANN = Act.of("ann", "lawsuit");
    private static final HoldRequest REQUEST = HoldRequest.on(HoldTarget.row(SESSION, "1"), "legal/1", ANN);

    @BeforeEach
    void schema(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute(
                "CREATE SCHEMA app; CREATE TABLE app.session (id int PRIMARY KEY); INSERT INTO app.session VALUES (1)");
    }

    @Test
    void a_hold_waits_for_the_chunk_that_runs(TestDatabase db) throws Exception {
        try (var chunk = Session.of(db);
                var holder = Session.of(db)) {
            ChunkGuard.enter(chunk.dsl());
            var placing = holder.untilItWaits(db, () -> Holds.in(holder.dsl()).place(REQUEST));
            assertThat(delete(chunk.dsl())).isEqualTo(1);
            chunk.commit();
            assertThat(placing.get().id()).isPositive();
            holder.commit();
        }
    }

    @Test
    void a_chunk_that_waited_for_a_hold_spares_the_row(TestDatabase db) throws Exception {
        try (var chunk = Session.of(db);
                var holder = Session.of(db)) {
            Holds.in(holder.dsl()).place(REQUEST);
            var deleting = chunk.untilItWaits(db, () -> {
                ChunkGuard.enter(chunk.dsl());
                return delete(chunk.dsl());
            });
            holder.commit();
            assertThat(deleting.get()).isZero();
            chunk.commit();
        }
    }

    @Test
    void a_freeze_is_not_overtaken_by_chunks_that_begin_while_it_waits(TestDatabase db) throws Exception {
        try (var running = Session.of(db);
                var freezer = Session.of(db);
                var later = Session.of(db)) {
            ChunkGuard.enter(running.dsl());
            var freezing = freezer.untilItWaits(db, () -> {
                Freeze.in(freezer.dsl()).freeze(ANN);
                freezer.commit();
                return "frozen";
            });
            var entering = later.untilItWaits(db, () -> ChunkGuard.enter(later.dsl()));
            running.commit();
            assertThat(freezing.get()).isEqualTo("frozen");
            assertThatThrownBy(entering::get)
                    .rootCause()
                    .extracting(Refusal::code)
                    .isEqualTo("freeze.frozen");
        }
    }

    @Test
    void a_row_found_after_its_hold_committed_is_never_deleted(TestDatabase db) throws Exception {
        // Fewer deletes than holds, so that some rows are always left to be found.
        db.execute("INSERT INTO app.session SELECT generate_series(2, 120)");
        var seen = Storm.of(4, i -> i < 2 ? deleteAtRandom(db, new Random(i)) : holdEachFrom(db, i - 1));
        assertThat(seen.stream().flatMap(List::stream)).isNotEmpty().allMatch(id -> exists(db, id));
    }

    @Test
    void chunks_do_not_wait_for_one_another(TestDatabase db) {
        try (var one = Session.of(db);
                var other = Session.of(db)) {
            other.dsl().execute("SET LOCAL lock_timeout = '1ms'");
            assertThat(ChunkGuard.enter(one.dsl())).isEqualTo(ChunkGuard.enter(other.dsl()));
        }
    }

    @Test
    void waiting_ends_with_the_lock_time_out_of_the_caller(TestDatabase db) {
        try (var one = Session.of(db);
                var other = Session.of(db)) {
            Holds.in(one.dsl()).place(REQUEST);
            other.dsl().execute("SET LOCAL lock_timeout = '10ms'");
            assertThatThrownBy(() -> ChunkGuard.enter(other.dsl()))
                    .hasMessage(
                            "The chunk could not begin. A hold, a release or a freeze is being written and did not end"
                                    + " within the lock time-out. Nothing was changed. Roll back and try again.");
            one.rollback();
            other.rollback();
            ChunkGuard.enter(one.dsl());
            other.dsl().execute("SET LOCAL lock_timeout = '10ms'");
            assertThatThrownBy(() -> Freeze.in(other.dsl()).freeze(ANN))
                    .hasMessage(
                            "Holds and freeze could not be changed. A chunk was running and did not end within the lock"
                                    + " time-out. Nothing was changed. Roll back and try again, with a longer lock time-out if"
                                    + " chunks run long.");
        }
    }

    @Test
    void freezing_twice_and_unfreezing_what_is_not_frozen_are_answered_clearly(TestDatabase db) {
        assertThat(state(db)).isEqualTo(new FreezeState.Thawed());
        assertThatThrownBy(() -> change(db, freeze -> freeze.unfreeze(ANN)))
                .hasMessage(
                        "The database was not unfrozen. It is not frozen. Nothing was changed. Nothing needs to be done:"
                                + " chunks may begin.");
        change(db, freeze -> freeze.freeze(ANN));
        assertThat(state(db)).isInstanceOf(FreezeState.Frozen.class);
        assertThatThrownBy(() -> change(db, freeze -> freeze.freeze(ANN)))
                .extracting(Refusal::code)
                .isEqualTo("freeze.already-frozen");
        change(db, freeze -> freeze.unfreeze(Act.of("bob", "over")));
        assertThat(state(db)).isEqualTo(new FreezeState.Thawed());
        var trail = Session.committed(db, dsl -> AuditTrail.in(dsl).list(AuditQuery.newest(9)));
        assertThat(trail.items())
                .extracting(entry -> entry.event().action())
                .containsExactly("freeze.unfrozen", "freeze.frozen");
    }

    private static FreezeState state(TestDatabase db) {
        return Session.committed(db, dsl -> Freeze.in(dsl).state());
    }

    private static void change(TestDatabase db, Consumer<Freeze> work) {
        Session.committed(db, dsl -> {
            work.accept(Freeze.in(dsl));
            return dsl;
        });
    }

    private static boolean exists(TestDatabase db, int id) {
        return Session.committed(
                db,
                dsl -> !dsl.fetch("SELECT FROM app.session WHERE id = {0}", val(id))
                        .isEmpty());
    }

    private static List<Integer> deleteAtRandom(TestDatabase db, Random random) {
        var id = field(name("app", "session", "id"), Integer.class);
        for (var n = 0; n < 50; n++) {
            var victim = 1 + random.nextInt(120);
            Session.committed(db, dsl -> {
                ChunkGuard.enter(dsl);
                return dsl.deleteFrom(table(name("app", "session")))
                        .where(id.eq(victim))
                        .and(Holds.notHeld(SESSION, List.of(id)))
                        .execute();
            });
        }
        return List.of();
    }

    private static List<Integer> holdEachFrom(TestDatabase db, int first) {
        var found = new ArrayList<Integer>();
        for (var id = first; id <= 120; id += 2) {
            var target = HoldTarget.row(SESSION, String.valueOf(id));
            Session.committed(db, dsl -> Holds.in(dsl).place(HoldRequest.on(target, "legal/1", ANN)));
            if (exists(db, id)) {
                found.add(id);
            }
        }
        return found;
    }

    private static int delete(DSLContext dsl) {
        return dsl.deleteFrom(table(name("app", "session")))
                .where(Holds.notHeld(SESSION, List.of(field(name("app", "session", "id")))))
                .execute();
    }
}
