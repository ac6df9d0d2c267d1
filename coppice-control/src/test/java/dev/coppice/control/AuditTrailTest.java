package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.AuditVerdict.Broken;
import dev.coppice.control.AuditVerdict.Finding;
import dev.coppice.control.AuditVerdict.Intact;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest(Isolation.DATABASE)
class AuditTrailTest {

    @BeforeEach
    void schema(TestDatabase db) {
        db.execute(CoppiceSchema.script());
    }

    @Test
    void entries_appended_by_many_at_once_form_one_chain(TestDatabase db) throws Exception {
        Storm.of(6, i -> {
            for (var n = 0; n < 20; n++) {
                append(db, "node-" + i);
            }
            return i;
        });
        assertThat(verdict(db))
                .isInstanceOfSatisfying(
                        Intact.class, intact -> assertThat(intact.entries()).isEqualTo(120));
    }

    @Test
    void an_entry_rolled_back_leaves_no_gap(TestDatabase db) {
        append(db, "ann");
        try (var session = Session.of(db)) {
            AuditTrail.in(session.dsl()).append(AuditEvent.of("bob", "freeze.frozen", "database"));
            session.rollback();
        }
        append(db, "ann");
        assertThat(verdict(db))
                .isInstanceOfSatisfying(
                        Intact.class, intact -> assertThat(intact.entries()).isEqualTo(2));
    }

    @Test
    void an_empty_trail_is_intact(TestDatabase db) {
        assertThat(verdict(db)).isEqualTo(new Intact(0, "0".repeat(64)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE coppice.audit SET actor = 'mallory' WHERE seq = 3                          | 3 | EDITED
            UPDATE coppice.audit SET reason = NULL WHERE seq = 3                              | 3 | EDITED
            UPDATE coppice.audit SET recorded_at = recorded_at + interval '1us' WHERE seq = 3 | 3 | EDITED
            UPDATE coppice.audit SET after_state = '{"n": 2}' WHERE seq = 3                   | 3 | EDITED
            UPDATE coppice.audit SET actor = action, action = actor WHERE seq = 3             | 3 | EDITED
            UPDATE coppice.audit SET hash = sha256('x') WHERE seq = 3                         | 3 | EDITED
            UPDATE coppice.audit SET prev_hash = sha256('x') WHERE seq = 3                    | 3 | OUT_OF_ORDER
            DELETE FROM coppice.audit WHERE seq = 3                                           | 3 | MISSING
            DELETE FROM coppice.audit WHERE seq = 1                                           | 1 | MISSING
            DELETE FROM coppice.audit WHERE seq >= 4                                          | 4 | MISSING
            TRUNCATE coppice.audit                                                            | 1 | MISSING
            TRUNCATE coppice.audit, coppice.audit_head                                        | 1 | MISSING
            UPDATE coppice.audit SET actor = ' ' WHERE seq = 3                                | 3 | EDITED
            INSERT INTO coppice.audit SELECT 6, recorded_at, actor, action, subject, reason, before_state, after_state, hash, hash FROM coppice.audit WHERE seq = 5 | 6 | SURPLUS
            UPDATE coppice.audit SET seq = CASE seq WHEN 2 THEN 30 ELSE 20 END WHERE seq IN (2, 3) | 2 | MISSING
            UPDATE coppice.audit_head SET seq = 3                                             | 4 | SURPLUS
            UPDATE coppice.audit_head SET hash = sha256('x')                                  | 5 | HEAD_DIFFERS
            """)
    void tampering_is_found_at_the_first_wrong_entry(String tampering, long seq, Finding finding, TestDatabase db) {
        for (var i = 0; i < 5; i++) {
            append(db, "ann");
        }
        db.execute("SET session_replication_role = replica; " + tampering);
        assertThat(verdict(db)).isEqualTo(new Broken(seq, finding));
    }

    @Test
    void a_time_that_no_reader_can_read_is_refused(TestDatabase db) {
        assertThatThrownBy(() ->
                        db.execute("INSERT INTO coppice.audit SELECT 1, 'infinity', 'ann', 'a.b', 'c', NULL, NULL,"
                                + " NULL, hash, hash FROM coppice.audit_head"))
                .hasMessageContaining("audit_recorded_at_check");
    }

    @Test
    void two_entries_that_change_places_are_found(TestDatabase db) {
        for (var i = 0; i < 5; i++) {
            append(db, "person-" + i);
        }
        db.execute("SET session_replication_role = replica;"
                + "UPDATE coppice.audit SET seq = -seq + 100 WHERE seq IN (2, 3);"
                + "UPDATE coppice.audit SET seq = CASE seq WHEN 98 THEN 3 ELSE 2 END WHERE seq IN (97, 98)");
        assertThat(verdict(db)).isEqualTo(new Broken(2, Finding.OUT_OF_ORDER));
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE coppice.audit SET actor = 'mallory'",
        "DELETE FROM coppice.audit",
        "TRUNCATE coppice.audit",
        "UPDATE coppice.audit_head SET seq = 0",
        "DELETE FROM coppice.audit_head",
        "TRUNCATE coppice.audit_head"
    })
    void triggers_refuse_a_change(String change, TestDatabase db) {
        append(db, "ann");
        assertThatThrownBy(() -> db.execute(change)).hasMessageContaining("append-only");
    }

    @Test
    void the_trail_is_read_by_actor_action_subject_and_time_page_by_page(TestDatabase db) {
        append(db, "ann");
        append(db, "bob");
        append(db, "ann");
        Session.committed(db, dsl -> {
            var trail = AuditTrail.in(dsl);
            var first = trail.list(AuditQuery.newest(1).by("ann"));
            var second = trail.list(
                    AuditQuery.newest(1).by("ann").before(first.next().orElseThrow()));
            assertThat(first.items()).extracting(AuditEntry::seq).containsExactly(3L);
            assertThat(second.items()).extracting(AuditEntry::seq).containsExactly(1L);
            assertThat(second.next()).isEmpty();
            assertThat(trail.list(AuditQuery.newest(9).action("hold.placed").on("app.session"))
                            .items())
                    .hasSize(3);
            assertThat(trail.list(AuditQuery.newest(9).on("elsewhere")).items()).isEmpty();
            var last = first.items().getFirst().recordedAt();
            assertThat(trail.list(AuditQuery.newest(9).since(last)).items()).hasSize(1);
            return trail;
        });
    }

    @Test
    void appending_waits_no_longer_than_the_lock_time_out_of_the_caller(TestDatabase db) {
        try (var one = Session.of(db);
                var other = Session.of(db)) {
            AuditTrail.in(one.dsl()).append(AuditEvent.of("ann", "a.b", "c"));
            other.dsl().execute("SET LOCAL lock_timeout = '10ms'");
            assertThatThrownBy(() -> AuditTrail.in(other.dsl()).append(AuditEvent.of("bob", "a.b", "c")))
                    .hasMessage(
                            "The act was not done, because it could not be entered in the audit trail. Another transaction is"
                                    + " appending to the trail and did not end within the lock time-out. Nothing was changed. Roll"
                                    + " back and try again.");
        }
    }

    @Test
    void a_walk_sees_the_trail_of_its_beginning_while_appends_go_on(TestDatabase db) throws Exception {
        var verdicts = Storm.of(4, i -> {
            AuditVerdict last = verdict(db);
            for (var n = 0; n < 25; n++) {
                append(db, "node-" + i);
                last = verdict(db);
            }
            return last;
        });
        assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Intact.class));
    }

    private static AuditVerdict verdict(TestDatabase db) {
        return Session.committed(db, dsl -> AuditTrail.in(dsl).verify());
    }

    private static void append(TestDatabase db, String actor) {
        var event = AuditEvent.of(Act.of(actor, "lawsuit"), "hold.placed", "app.session")
                .after("{\"n\":   1.50}");
        Session.committed(db, dsl -> AuditTrail.in(dsl).append(event));
    }
}
