package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.StoreLocation;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.DisturbedStore.Moment;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

/**
 * A statement, a commit or a call of the store fails, and the policy is executed again at once. The knob {@code
 * coppice.prune.sweep-step} says how many statements a sweep leaves out, 1 sweeps them all; {@code coppice.prune.sweep-first}
 * where it begins.
 */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.WARN)
class CampaignFaultTest {
    private static final int STEP = Integer.getInteger("coppice.prune.sweep-step", 197);
    private static final int FIRST =
            Integer.getInteger("coppice.prune.sweep-first", 1 + (int) (System.nanoTime() % STEP));
    private static final int COMMITS = Math.min(STEP, 7);
    private static final int CALLS = Math.min(STEP, 5);

    @TempDir
    private Path folder;

    static Stream<FaultSweep> sweeps() {
        return Stream.of(
                FaultSweep.forEach(n -> PlannedFault.operation(FIRST + (n - 1) * STEP)),
                FaultSweep.forEach(
                        n -> PlannedFault.operation(FIRST + (n - 1) * STEP).after()),
                FaultSweep.forEach(
                        n -> PlannedFault.statement(FIRST + (n - 1) * STEP).raising("40P01")),
                FaultSweep.forEach(
                        n -> PlannedFault.statement(FIRST + (n - 1) * STEP).raising("53100")),
                FaultSweep.forEach(
                        n -> PlannedFault.statement(FIRST + (n - 1) * STEP).raising("25006")),
                FaultSweep.forEach(n -> PlannedFault.commit(1 + FIRST % COMMITS + (n - 1) * COMMITS)),
                FaultSweep.forEach(n -> PlannedFault.commit(1 + FIRST % COMMITS + (n - 1) * COMMITS)
                        .after()));
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void whatever_fails_the_next_execution_brings_the_campaign_to_the_same_end(FaultSweep sweep, TestDatabase db)
            throws Exception {
        var scene = Scene.open(db);
        var policy = Shop.archived(folder).build();
        var faults = sweep.run(
                db.dataSource(),
                source -> Shop.campaigns(source, PausePoint.NONE).execute(policy, Shop.OPTIONS, CampaignListener.NONE),
                (fault, error) -> {
                    error.ifPresent(thrown -> assertThat(thrown).isInstanceOf(CoppiceException.class));
                    scene.endsAtOnce(folder, fault.toString());
                });
        assertThat(faults).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void whichever_call_of_the_store_fails_nothing_is_gone_that_is_not_archived(Moment moment, TestDatabase db) {
        var scene = Scene.openLight(db);
        var policy = Shop.ended()
                .archive(StoreLocation.parse("s3://disturbed" + folder))
                .build();
        var failures = 0;
        for (var call = 1 + FIRST % CALLS; ; call += CALLS) {
            DisturbedStore.arm(call, moment);
            var ended = stateOf(db, policy);
            if (!DisturbedStore.met()) {
                assertThat(ended).isEqualTo("SUCCEEDED");
                break;
            }
            failures++;
            DisturbedStore.disarm();
            scene.endsAtOnce(folder, policy, moment + " call " + call + ", which was " + ended);
        }
        assertThat(failures).isGreaterThan(5);
    }

    private static String stateOf(TestDatabase db, Policy policy) {
        try {
            var twoChunks = Shop.campaigns(db.dataSource(), PausePoint.NONE, new Sizes(1_000, 2, 1_000));
            return twoChunks
                    .execute(policy, Shop.OPTIONS, CampaignListener.NONE)
                    .campaign()
                    .state()
                    .name();
        } catch (CoppiceException refused) {
            return refused.code();
        }
    }
}
