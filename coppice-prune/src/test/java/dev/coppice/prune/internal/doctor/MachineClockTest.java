package dev.coppice.prune.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Policy;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

@PostgresTest
class MachineClockTest {
    @Test
    void a_machine_whose_clock_goes_apart_from_that_of_the_database_is_told(TestDatabase db) {
        db.execute("CREATE TABLE ${schema}.row (id int PRIMARY KEY, old boolean)");
        assertThat(found(db, Duration.ZERO)).isEmpty();
        assertThat(found(db, Duration.ofMinutes(10)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .matches(
                                "Its clock is (600|59[0-9]) s ahead of that of the database, by which ages, windows and"
                                        + " schedules go."));
        assertThat(found(db, Duration.ofMinutes(-10)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains(" s behind that of the database"));
    }

    private static List<Finding> found(TestDatabase db, Duration ahead) {
        InstantSource machine = () -> InstantSource.system().instant().plus(ahead);
        var policy = Policy.of("old", db.schema() + ".row").when("old").build();
        return ReadOnly.run(
                db.dataSource(),
                sql -> new MachineClock(machine)
                        .look(new Inspection(sql, CheckedPolicy.of(sql, policy), 0, false))
                        .toList());
    }
}
