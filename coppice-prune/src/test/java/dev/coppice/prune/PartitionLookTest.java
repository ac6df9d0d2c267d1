package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.prune.internal.partition.Candidate;
import dev.coppice.prune.internal.partition.Contents;
import dev.coppice.prune.internal.partition.Survey;
import dev.coppice.prune.internal.policy.Age;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A partition may take longer to be looked at than a lease lasts. */
@PostgresTest(Isolation.DATABASE)
class PartitionLookTest {
    @Test
    void between_its_parts_there_is_time_to_renew_a_lease_and_to_be_told_to_leave(TestDatabase db) {
        Readings.open(db);
        assertThat(parts(db)).containsEntry("reading_01", 1).containsEntry("reading_03", 2);
    }

    private static Map<String, Integer> parts(TestDatabase db) {
        return ReadOnly.run(db.dataSource(), sql -> {
            sql.set(Age.HORIZON, "2021-01-01 00:00Z");
            var policy = CheckedPolicy.of(sql, Readings.dropping().build());
            var contents = new Contents(policy, true);
            var parts = new TreeMap<String, Integer>();
            for (var unit : new Survey(sql, policy)
                    .candidates().stream().map(Candidate::unit).toList()) {
                var called = new AtomicInteger();
                assertThat(contents.look(sql, unit, called::incrementAndGet).rows())
                        .isEqualTo(Readings.MONTH);
                parts.put(unit.name().name(), called.get());
            }
            return parts;
        });
    }
}
