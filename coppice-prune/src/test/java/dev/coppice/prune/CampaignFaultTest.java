package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

/** The knob {@code coppice.prune.sweep-step} leaves out statements of a sweep; 1 sweeps them all. */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.WARN)
class CampaignFaultTest {
    private static final int STEP = Integer.getInteger("coppice.prune.sweep-step", 197);

    static Stream<FaultSweep> sweeps() {
        return Stream.of(
                FaultSweep.forEach(n -> PlannedFault.operation(1 + (n - 1) * STEP)),
                FaultSweep.forEach(
                        n -> PlannedFault.operation(1 + (n - 1) * STEP).after()),
                FaultSweep.forEach(
                        n -> PlannedFault.statement(1 + (n - 1) * STEP).raising("40P01")),
                FaultSweep.forEach(
                        n -> PlannedFault.statement(1 + (n - 1) * STEP).raising("53100")),
                FaultSweep.forEach(
                        n -> PlannedFault.statement(1 + (n - 1) * STEP).raising("25006")));
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void whatever_fails_the_next_execution_brings_the_campaign_to_the_same_end(
            FaultSweep sweep, TestDatabase db, @TempDir Path folder) throws Exception {
        Shop.open(db, 24);
        var truth = Truth.before(db, "app");
        var policy = Shop.archived(folder).build();
        var faults = sweep.run(
                db.dataSource(),
                source -> Shop.campaigns(source, PausePoint.NONE).execute(policy, Shop.OPTIONS, CampaignListener.NONE),
                (fault, error) -> {
                    error.ifPresent(thrown -> assertThat(thrown).isInstanceOf(CoppiceException.class));
                    truth.requireLedger();
                    var report = Shop.execute(db, policy);
                    assertThat(report.campaign().state())
                            .as(report.campaign().reason())
                            .isEqualTo(CampaignState.SUCCEEDED);
                    truth.requireConserved(folder, campaigns(db)).requireLedger();
                    assertThat(truth.gone("session")).isEqualTo(13);
                    restore(db);
                });
        assertThat(faults).isPositive();
    }

    private static long[] campaigns(TestDatabase db) {
        return new Database(db)
                .list("SELECT DISTINCT campaign_id::text FROM coppice.campaign_segment").stream()
                        .mapToLong(Long::parseLong)
                        .toArray();
    }

    /** Back to where it began, with an empty ledger. */
    private static void restore(TestDatabase db) {
        db.execute("TRUNCATE app.session, app.event, app.step, app.audit, app.grants");
        for (var table : new String[] {"session", "event", "step", "audit", "grants"}) {
            db.execute("INSERT INTO app." + table + " OVERRIDING SYSTEM VALUE SELECT * FROM before." + table);
        }
        db.execute("TRUNCATE coppice.campaign CASCADE");
    }
}
