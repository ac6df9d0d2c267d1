package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.LeaseAttempt.Acquired;
import dev.coppice.control.LeaseAttempt.Taken;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.Optional;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class LeasesRaceTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @BeforeEach
    void schema(TestDatabase db) {
        db.execute(CoppiceSchema.script());
    }

    @Test
    void of_many_contenders_exactly_one_wins(TestDatabase db) throws Exception {
        var attempts = Storm.of(8, i -> new Leases(db.dataSource()).acquire("campaign/1", "node-" + i, MINUTE));
        assertThat(attempts).filteredOn(Acquired.class::isInstance).hasSize(1);
        assertThat(attempts).filteredOn(Taken.class::isInstance).hasSize(7);
    }

    @Test
    void of_many_contenders_for_a_lease_that_ran_out_exactly_one_wins(TestDatabase db) throws Exception {
        var first = acquired(db, "node-a");
        runOut(db);
        var attempts = Storm.of(8, i -> new Leases(db.dataSource()).acquire("campaign/1", "node-" + i, MINUTE));
        assertThat(attempts)
                .filteredOn(Acquired.class::isInstance)
                .singleElement()
                .extracting(attempt -> ((Acquired) attempt).lease().epoch())
                .isEqualTo(first.epoch() + 1);
    }

    @Test
    void the_epoch_grows_over_release_and_take_over(TestDatabase db) {
        var leases = new Leases(db.dataSource());
        var first = acquired(db, "node-a");
        assertThat(leases.release(first)).isTrue();
        assertThat(leases.find("campaign/1")).isEmpty();
        assertThat(leases.release(first)).isFalse();
        var second = acquired(db, "node-b");
        assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
        assertThatThrownBy(() -> leases.heartbeat(first, MINUTE))
                .hasMessage(
                        "The lease \"campaign/1\" is no longer held by \"node-a\" under epoch 2. It was released, or it"
                                + " ran out and another owner took it over. Nothing was changed under the old epoch. Stop this"
                                + " work; whoever has the lease goes on from the last commit.");
    }

    @Test
    void a_heartbeat_passes_while_work_under_the_lease_is_open(TestDatabase db) {
        var lease = acquired(db, "node-a");
        try (var chunk = Session.of(db)) {
            Leases.require(chunk.dsl(), lease);
            var renewed = new Leases(db.dataSource()).heartbeat(lease, Duration.ofMinutes(5));
            assertThat(renewed.expiresAt()).isAfter(lease.expiresAt());
        }
    }

    @Test
    void a_take_over_does_not_pass_while_work_under_the_lease_is_open(TestDatabase db) {
        var lease = acquired(db, "node-a");
        var leases = new Leases(db.dataSource());
        try (var chunk = Session.of(db)) {
            Leases.require(chunk.dsl(), lease);
            runOut(db);
            assertThat(leases.acquire("campaign/1", "node-b", MINUTE)).isInstanceOf(Taken.class);
            chunk.commit();
            assertThat(leases.acquire("campaign/1", "node-b", MINUTE)).isInstanceOf(Acquired.class);
            assertThatThrownBy(() -> Leases.require(chunk.dsl(), lease))
                    .extracting(Refusal::code)
                    .isEqualTo("lease.lost");
        }
    }

    @Test
    void a_lease_given_back_is_not_free_while_work_under_it_is_open(TestDatabase db) {
        var lease = acquired(db, "node-a");
        var leases = new Leases(db.dataSource());
        try (var chunk = Session.of(db)) {
            Leases.require(chunk.dsl(), lease);
            assertThat(leases.release(lease)).isTrue();
            assertThat(leases.acquire("campaign/1", "node-b", MINUTE)).isEqualTo(new Taken(Optional.empty()));
        }
    }

    @Test
    void work_that_waits_behind_a_take_over_is_refused(TestDatabase db) throws Exception {
        var lease = acquired(db, "node-a");
        try (var taker = Session.of(db);
                var chunk = Session.of(db)) {
            taker.dsl().execute("UPDATE coppice.lease SET owner = 'node-b', epoch = epoch + 1");
            var waiting = chunk.untilItWaits(db, () -> {
                Leases.require(chunk.dsl(), lease);
                return "passed";
            });
            taker.commit();
            assertThatThrownBy(waiting::get)
                    .rootCause()
                    .extracting(Refusal::code)
                    .isEqualTo("lease.lost");
        }
    }

    @Test
    void a_check_outside_a_transaction_is_refused(TestDatabase db) throws Exception {
        var lease = acquired(db, "node-a");
        try (var connection = db.connect()) {
            var dsl = DSL.using(connection, SQLDialect.POSTGRES);
            assertThatThrownBy(() -> Leases.require(dsl, lease))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("dsl must be in a transaction, but its connection commits by itself");
        }
    }

    private static Lease acquired(TestDatabase db, String owner) {
        var attempt = new Leases(db.dataSource()).acquire("campaign/1", owner, MINUTE);
        assertThat(attempt).isInstanceOf(Acquired.class);
        return ((Acquired) attempt).lease();
    }

    private static void runOut(TestDatabase db) {
        db.execute(
                "UPDATE coppice.lease SET heartbeat_at = now() - interval '2 h', expires_at = now() - interval '1 h'");
    }
}
