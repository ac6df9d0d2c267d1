package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.LeaseAttempt;
import dev.coppice.control.Leases;
import dev.coppice.prune.internal.brake.Held;
import dev.coppice.prune.internal.ledger.BrakeLedger;
import dev.coppice.prune.internal.ledger.ChunkLedger;
import dev.coppice.prune.internal.ledger.DrainLedger;
import dev.coppice.prune.internal.ledger.RootNote;
import dev.coppice.prune.internal.ledger.Slot;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no code can enter in the ledger, however wrong it is. */
@PostgresTest(Isolation.DATABASE)
class LedgerTest {
    // language=SQL
    private static final String ANOTHER = """
            INSERT INTO coppice.campaign (policy, table_schema, table_name, plan_hash, fingerprint, plan, horizon_at,
                requested_by, requested_reason, chunk_time_ms, state_reason, created_at, changed_at)
            SELECT policy, 'app', 'session', plan_hash, '', '{}', horizon_at, 'a', 'b', 1, 'c', now(), now()
            FROM coppice.campaign LIMIT 1
            """;

    @BeforeEach
    void ended_campaign(TestDatabase db) {
        Shop.open(db, 40);
        Shop.execute(db, Shop.ended().build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE coppice.campaign SET state = 'RUNNING' | campaign_state_ended_at_check",
                "UPDATE coppice.campaign SET ended_at = NULL | campaign_state_ended_at_check",
                "UPDATE coppice.campaign SET state = 'PARTIAL' | campaign_state_stopped_by_check",
                "UPDATE coppice.campaign SET stopped_by = 'me' | campaign_state_stopped_by_check",
                "UPDATE coppice.campaign SET quarantined = 1 | campaign_state_quarantined_check",
                "UPDATE coppice.campaign SET skipped_locked = 1 | campaign_state_skipped_locked_check",
                "UPDATE coppice.campaign SET pass = 'walk' | campaign_state_pass_check",
                "UPDATE coppice.campaign SET rows_deleted = roots - 1 | campaign_rows_deleted_roots_check",
                "UPDATE coppice.campaign SET horizon_at = now() + interval '1 h' | campaign_horizon_at_created_at_check",
                "UPDATE coppice.campaign SET archive_manifest = 'x' | campaign_archive_manifest_archive_location_check",
                "UPDATE coppice.campaign SET archive_nonce = gen_random_uuid() | campaign_archive_location_archive_nonce_check",
                "UPDATE coppice.campaign SET overridden_by = 'me' | campaign_overridden_by_overridden_reason_check",
                "INSERT INTO coppice.campaign_chunk VALUES (1, 1, 'walk', 0, 0, 0, 0, now()) | campaign_chunk_campaign_id_chunk_pkey",
                "INSERT INTO coppice.campaign_chunk VALUES (1, 99, 'walk', 2, 1, 0, 0, now()) | campaign_chunk_roots_rows_deleted_check",
                "INSERT INTO coppice.campaign_root VALUES (1, '{a}', 'draining', 'heavy', 'x', 0, NULL, now()) | campaign_root_state_way_check",
                "INSERT INTO coppice.campaign_frame VALUES (1, 1, 1, 1, 1, 'o', 0, 1, 1, NULL, 'x', '{}', '{}', '{}') | campaign_frame_sha256_check"
            })
    void a_row_that_contradicts_itself_is_refused(String statement, String constraint, TestDatabase db) {
        assertThatThrownBy(() -> db.execute(statement)).hasMessageContaining("\"" + constraint + "\"");
    }

    @Test
    void a_brake_that_two_workers_see_is_noted_once_and_ends_when_neither_does(TestDatabase db) throws Exception {
        db.execute(ANOTHER);
        var one = Slot.first(2);
        var two = new Slot(2, 2);
        var sql = List.of(new Held(BrakeName.SQL, Optional.of(1.0), "The query says false."));
        try (var here = db.connect();
                var there = db.connect()) {
            var dsl = DSL.using(here, SQLDialect.POSTGRES);
            enter(db, dsl, one);
            enter(db, DSL.using(there, SQLDialect.POSTGRES), two);
            var brakes = new BrakeLedger(dsl, 2);
            brakes.hold(one, sql);
            brakes.hold(two, sql);
            assertThat(brakes.list(9)).hasSize(1);
            brakes.hold(one, List.of());
            assertThat(brakes.holding()).hasSize(1);
            brakes.hold(two, List.of());
            assertThat(brakes.holding()).isEmpty();
        }
    }

    @Test
    void a_brake_that_only_a_dead_worker_saw_ends(TestDatabase db) throws Exception {
        db.execute(ANOTHER);
        var one = Slot.first(2);
        var two = new Slot(2, 2);
        var sql = List.of(new Held(BrakeName.SQL, Optional.of(1.0), "The query says false."));
        try (var here = db.connect()) {
            var dsl = DSL.using(here, SQLDialect.POSTGRES);
            enter(db, dsl, one);
            try (var there = db.connect()) {
                enter(db, DSL.using(there, SQLDialect.POSTGRES), two);
                new BrakeLedger(dsl, 2).hold(two, sql);
                new BrakeLedger(dsl, 2).hold(one, List.of());
                assertThat(new BrakeLedger(dsl, 2).holding()).hasSize(1);
            }
            Until.holds(() -> new WorkerLedger(dsl).living(2).size() == 1);
            new BrakeLedger(dsl, 2).hold(one, List.of());
            assertThat(new BrakeLedger(dsl, 2).holding()).isEmpty();
        }
    }

    private static void enter(TestDatabase db, DSLContext dsl, Slot slot) {
        var taken = new Leases(db.dataSource()).acquire(slot.lease(), "a", Duration.ofMinutes(1));
        var lease = ((LeaseAttempt.Acquired) taken).lease();
        assertThat(new WorkerLedger(dsl).enter(slot, lease.owner(), lease.epoch()))
                .isTrue();
    }

    @Test
    void a_root_that_one_worker_drains_is_neither_begun_nor_noted_by_another(TestDatabase db) {
        db.execute(ANOTHER);
        var dsl = DSL.using(db.dataSource(), SQLDialect.POSTGRES);
        var root = List.of("x");
        var two = new Slot(2, 2);
        new DrainLedger(dsl, Slot.first(2)).begin(root, "many");
        new DrainLedger(dsl, two).begin(root, "many");
        new ChunkLedger(dsl, two).note(List.of(new RootNote(root, RootNote.State.SKIPPED, "locked", "It was locked.")));
        assertThat(new DrainLedger(dsl, two).all()).isEqualTo(Map.of(root, 1));
        assertThat(new DrainLedger(dsl, two).adopt(List.of())).isTrue();
        assertThat(new DrainLedger(dsl, two).all()).isEqualTo(Map.of(root, 2));
        assertThat(new DrainLedger(dsl, Slot.first(2)).move(List.of(), 7)).isFalse();
    }

    @Test
    void two_campaigns_of_one_policy_cannot_be_unfinished(TestDatabase db) {
        db.execute(ANOTHER);
        assertThatThrownBy(() -> db.execute(ANOTHER)).hasMessageContaining("\"campaign_policy_unique\"");
    }

    @Test
    void a_root_that_has_lost_rows_is_never_merely_skipped(TestDatabase db) {
        db.execute(ANOTHER);
        var dsl = DSL.using(db.dataSource(), SQLDialect.POSTGRES);
        var root = List.of("x");
        new DrainLedger(dsl, Slot.first(2)).begin(root, "many");
        new DrainLedger(dsl, Slot.first(2)).move(List.of(), 7);
        var entries = new ChunkLedger(dsl, 2);
        entries.note(List.of(new RootNote(root, RootNote.State.GONE, "drained", "What belonged to it is gone.")));
        entries.note(List.of(new RootNote(root, RootNote.State.SKIPPED, "locked", "It was locked.")));
        assertThat(new Database(db).list("SELECT state || ' ' || code || ': ' || reason FROM coppice.campaign_root"))
                .containsExactly(
                        "quarantined partly-drained: It was locked. 7 rows that belonged to it are gone: restore them"
                                + " from campaign 2 if it is to stay whole.");
    }
}
