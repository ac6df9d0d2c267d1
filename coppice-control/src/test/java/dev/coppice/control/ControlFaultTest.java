package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@PostgresTest(Isolation.DATABASE)
class ControlFaultTest {
    private static final Act ANN = Act.of("ann", "lawsuit");

    @BeforeEach
    void schema(TestDatabase db) {
        db.execute(CoppiceSchema.script());
    }

    static Stream<FaultSweep> sweeps() {
        return Stream.of(FaultSweep.forEachOperationLost(), FaultSweep.forEachReplyLost());
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void a_hold_its_epoch_and_its_audit_entry_are_there_together_or_not_at_all(FaultSweep sweep, TestDatabase db)
            throws Exception {
        var faults = sweep.run(
                db.dataSource(),
                source -> committed(
                        source,
                        dsl -> Holds.in(dsl).place(HoldRequest.on(HoldTarget.resource("graph", "g1"), "legal/1", ANN))),
                (fault, error) -> Session.committed(db, dsl -> {
                    var holds = dsl.fetchCount(table("coppice.hold"));
                    assertThat(dsl.fetchSingle("SELECT epoch FROM coppice.hold_epoch")
                                    .get(0))
                            .isEqualTo((long) holds);
                    assertThat(AuditTrail.in(dsl).verify())
                            .isInstanceOfSatisfying(
                                    AuditVerdict.Intact.class,
                                    intact -> assertThat(intact.entries()).isEqualTo(holds));
                    return dsl;
                }));
        assertThat(faults).isGreaterThan(4);
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void a_lease_lost_on_its_way_is_free_again_when_it_runs_out(FaultSweep sweep, TestDatabase db) throws Exception {
        var leases = new Leases(db.dataSource());
        var faults = sweep.run(
                db.dataSource(),
                source -> new Leases(source).acquire("campaign/1", "node-a", Duration.ofMinutes(1)),
                (fault, error) -> {
                    db.execute("UPDATE coppice.lease SET heartbeat_at = now() - interval '2 h',"
                            + " expires_at = now() - interval '1 h' WHERE owner IS NOT NULL");
                    var next = leases.acquire("campaign/1", "node-b", Duration.ofMinutes(1));
                    assertThat(next).isInstanceOf(LeaseAttempt.Acquired.class);
                    leases.release(((LeaseAttempt.Acquired) next).lease());
                });
        assertThat(faults).isGreaterThan(2);
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void a_heartbeat_and_a_release_leave_a_lease_that_is_whole(FaultSweep sweep, TestDatabase db) throws Exception {
        var leases = new Leases(db.dataSource());
        var epochs = new AtomicLong(1);
        var faults = sweep.run(
                db.dataSource(),
                source -> {
                    var lease = acquired(leases, "node-a");
                    assertThat(lease.epoch()).isEqualTo(epochs.incrementAndGet());
                    var faulty = new Leases(source);
                    faulty.release(faulty.heartbeat(lease, Duration.ofMinutes(5)));
                },
                (fault, error) -> leases.find("campaign/1").ifPresent(lease -> {
                    assertThat(lease.epoch()).isEqualTo(epochs.get());
                    assertThat(leases.release(lease)).isTrue();
                }));
        assertThat(faults).isGreaterThan(4);
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void an_approval_its_use_and_their_audit_entries_are_there_together_or_not_at_all(FaultSweep sweep, TestDatabase db)
            throws Exception {
        var plans = new AtomicLong();
        var faults = sweep.run(
                db.dataSource(),
                source -> {
                    var plan = "plan-" + plans.incrementAndGet();
                    committed(source, dsl -> Approvals.in(dsl).approve(ApprovalRequest.of("policy/a", plan, ANN)));
                    committed(source, dsl -> Approvals.in(dsl).consume("policy/a", plan, "campaign/1"));
                },
                (fault, error) -> Session.committed(db, dsl -> {
                    assertThat(audited(dsl, "approval.signed")).isEqualTo(dsl.fetchCount(table("coppice.approval")));
                    assertThat(audited(dsl, "approval.used"))
                            .isEqualTo(dsl.fetchCount(table("coppice.approval"), condition("consumed_at IS NOT NULL")));
                    assertThat(AuditTrail.in(dsl).verify()).isInstanceOf(AuditVerdict.Intact.class);
                    return dsl;
                }));
        assertThat(faults).isGreaterThan(8);
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void a_freeze_its_epoch_and_its_audit_entry_are_there_together_or_not_at_all(FaultSweep sweep, TestDatabase db)
            throws Exception {
        var faults = sweep.run(
                db.dataSource(),
                source -> {
                    committed(source, dsl -> freeze(dsl, true));
                    committed(source, dsl -> freeze(dsl, false));
                },
                (fault, error) -> Session.committed(db, dsl -> {
                    var frozen = Freeze.in(dsl).state() instanceof FreezeState.Frozen;
                    assertThat(audited(dsl, "freeze.frozen") - audited(dsl, "freeze.unfrozen"))
                            .isEqualTo(frozen ? 1 : 0);
                    assertThat(dsl.fetchSingle("SELECT epoch FROM coppice.hold_epoch")
                                    .get(0))
                            .isEqualTo((long) dsl.fetchCount(table("coppice.audit")));
                    return frozen ? freeze(dsl, false) : dsl;
                }));
        assertThat(faults).isGreaterThan(8);
    }

    private static Lease acquired(Leases leases, String owner) {
        return ((LeaseAttempt.Acquired) leases.acquire("campaign/1", owner, Duration.ofMinutes(1))).lease();
    }

    private static DSLContext freeze(DSLContext dsl, boolean frozen) {
        if (frozen) {
            Freeze.in(dsl).freeze(ANN);
        } else {
            Freeze.in(dsl).unfreeze(ANN);
        }
        return dsl;
    }

    private static int audited(DSLContext dsl, String action) {
        return dsl.fetchCount(table("coppice.audit"), condition("action = {0}", val(action)));
    }

    private static void committed(DataSource source, Consumer<DSLContext> work) throws SQLException {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            work.accept(DSL.using(connection, SQLDialect.POSTGRES));
            connection.commit();
        }
    }
}
