package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class ApprovalsRaceTest {
    private static final String SUBJECT = "policy/ended-sessions";

    @BeforeEach
    void schema(TestDatabase db) {
        db.execute(CoppiceSchema.script());
    }

    @Test
    void of_many_runs_at_once_one_uses_the_approval(TestDatabase db) throws Exception {
        approve(db, signature("ann"));
        var endings = Storm.of(6, i -> ending(db, approvals -> approvals.consume(SUBJECT, "9f31", "campaign/" + i)));
        assertThat(endings).filteredOn("used"::equals).hasSize(1);
        assertThat(endings).filteredOn("approval.already-used"::equals).hasSize(5);
    }

    @Test
    void two_people_who_sign_at_once_make_one_complete_approval(TestDatabase db) throws Exception {
        Storm.of(2, i -> approve(db, signature("person-" + i).withSecondPerson()));
        var approval = Session.committed(db, dsl -> Approvals.in(dsl).find(SUBJECT, "9f31"))
                .orElseThrow();
        assertThat(approval.complete()).isTrue();
        assertThat(approval.signatures()).hasSize(2);
    }

    @Test
    void one_person_cannot_be_two(TestDatabase db) {
        approve(db, signature("ann").withSecondPerson());
        assertThatThrownBy(() -> approve(db, signature("ann").withSecondPerson()))
                .hasMessage(
                        "The plan for \"policy/ended-sessions\" was not approved a second time. Two different people must"
                                + " approve it, and ann already has. Nothing was changed. Have another person approve it.");
        assertThatThrownBy(() -> db.execute(
                        "UPDATE coppice.approval SET second_by = first_by, second_at = now(), second_reason = 'x'"))
                .hasMessageContaining("approval_first_by_second_by_check");
        assertThat(consumed(db, "9f31")).isEqualTo("approval.incomplete");
        approve(db, signature("bob"));
        assertThat(consumed(db, "9f31")).isEqualTo("used");
    }

    @Test
    void each_refusal_says_its_reason(TestDatabase db) {
        assertThat(consumed(db, "9f31")).isEqualTo("approval.missing");
        approve(db, signature("ann"));
        assertThat(consumed(db, "77aa")).isEqualTo("approval.other-plan");
        lapse(db);
        assertThat(consumed(db, "9f31")).isEqualTo("approval.lapsed");
    }

    @Test
    void a_lapsed_approval_is_signed_anew_from_the_beginning(TestDatabase db) {
        approve(db, signature("ann").withSecondPerson());
        approve(db, signature("bob").withSecondPerson());
        lapse(db);
        var renewed = approve(db, signature("bob").withSecondPerson());
        assertThat(renewed.complete()).isFalse();
        assertThat(renewed.signatures())
                .extracting(signature -> signature.act().actor())
                .containsExactly("bob");
    }

    @Test
    void an_approval_lasts_as_long_as_was_asked(TestDatabase db) {
        var day = approve(db, signature("ann"));
        var hour = approve(
                db, ApprovalRequest.of("other", "1", Act.of("ann", "fine")).lapsingAfter(Duration.ofHours(1)));
        assertThat(life(day))
                .isBetween(
                        Duration.ofHours(24).minusSeconds(1),
                        Duration.ofHours(24).plusSeconds(1));
        assertThat(life(hour))
                .isBetween(
                        Duration.ofHours(1).minusSeconds(1), Duration.ofHours(1).plusSeconds(1));
    }

    @Test
    void a_second_word_on_a_complete_approval_and_a_new_one_after_use(TestDatabase db) {
        approve(db, signature("ann"));
        assertThatThrownBy(() -> approve(db, signature("bob")))
                .extracting(Refusal::code)
                .isEqualTo("approval.already-complete");
        assertThat(consumed(db, "9f31")).isEqualTo("used");
        approve(db, signature("bob"));
        assertThat(consumed(db, "9f31")).isEqualTo("used");
        var trail = Session.committed(db, dsl -> AuditTrail.in(dsl).list(AuditQuery.newest(9)));
        assertThat(trail.items())
                .extracting(entry -> entry.event().action())
                .containsExactly("approval.used", "approval.signed", "approval.used", "approval.signed");
    }

    private static Duration life(Approval approval) {
        Instant signed = approval.signatures().getFirst().at();
        return Duration.between(signed, approval.lapsesAt());
    }

    private static ApprovalRequest signature(String actor) {
        return ApprovalRequest.of(SUBJECT, "9f31", Act.of(actor, "looked at it"));
    }

    private static Approval approve(TestDatabase db, ApprovalRequest request) {
        return Session.committed(db, dsl -> Approvals.in(dsl).approve(request));
    }

    private static String consumed(TestDatabase db, String hash) {
        return ending(db, approvals -> approvals.consume(SUBJECT, hash, "campaign/1"));
    }

    private static String ending(TestDatabase db, Function<Approvals, Approval> work) {
        try {
            Session.committed(db, dsl -> work.apply(Approvals.in(dsl)));
            return "used";
        } catch (CoppiceException refusal) {
            return refusal.code();
        }
    }

    private static void lapse(TestDatabase db) {
        db.execute("UPDATE coppice.approval SET first_at = now() - interval '2 h', lapses_at = now() - interval '1 h'");
    }
}
