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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A partition, and the rows that may name it, may take longer to be looked at than a lease lasts. */
@PostgresTest(Isolation.DATABASE)
class PartitionLookTest {
    // Each names the readings once, so that each leaf of them is looked for twice.
    // language=SQL
    private static final String REFERRING = """
            CREATE TABLE app.note (id int PRIMARY KEY, reading bigint, at timestamptz,
                FOREIGN KEY (reading, at) REFERENCES app.reading);
            CREATE INDEX ON app.note (reading, at);
            CREATE TABLE app.mark (id int PRIMARY KEY, reading bigint, at timestamptz,
                FOREIGN KEY (reading, at) REFERENCES app.reading);
            CREATE INDEX ON app.mark (reading, at);
            """;

    @BeforeEach
    void readings(TestDatabase db) {
        Readings.open(db, REFERRING);
    }

    @Test
    void there_is_time_before_each_statement_that_looks_at_rows(TestDatabase db) {
        // One of its pages and two of the rows that may name it, for each leaf.
        assertThat(parts(db)).containsEntry("reading_01", 3).containsEntry("reading_03", 6);
    }

    @Test
    void a_campaign_asks_there_whether_to_leave_and_renews_its_lease_before_and_behind_the_lock(TestDatabase db) {
        var asked = new AtomicInteger();
        var passed = new ArrayList<String>();
        var listener = new Asked(() -> asked.incrementAndGet() == 0);
        Shop.campaigns(db.dataSource(), place -> {
                    var since = asked.getAndSet(0);
                    if (place.startsWith("partition.")) {
                        passed.add(place.substring("partition.".length()) + " " + since);
                    }
                })
                .execute(Readings.dropping().build(), Shop.OPTIONS.overriding(Shop.ANN), listener);
        // The pages that were looked at are archived with a question of their own before each.
        assertThat(passed.subList(0, 5))
                .containsExactly("looked 3", "locked 0", "archived 4", "before-drop 0", "dropped 0");
    }

    @Test
    void one_that_is_to_leave_while_it_looks_at_rows_that_may_name_a_partition_leaves_at_once(TestDatabase db) {
        var asked = new AtomicInteger();
        var looks = new AtomicInteger();
        var listener = new Asked(() -> looks.get() > 0 && asked.incrementAndGet() >= 2);
        var campaign = Shop.campaigns(db.dataSource(), place -> {
                    if (place.equals("partition.locked")) {
                        looks.incrementAndGet();
                    }
                })
                .execute(Readings.dropping().build(), Shop.OPTIONS.overriding(Shop.ANN), listener)
                .campaign();
        assertThat(campaign.stoppedBy()).contains("process-stopped");
        assertThat(looks).hasValue(1);
        assertThat(asked.get())
                .as("questions behind the lock, and one when it has left")
                .isEqualTo(3);
        assertThat(Readings.there(db))
                .isEqualTo(List.of("app.reading_01", "app.reading_02", "app.reading_03", "app.reading_later"));
    }

    /** Hears only whether it is to leave. */
    private record Asked(BooleanSupplier leaves) implements CampaignListener {
        @Override
        public void progressed(CampaignProgress progress) {}

        @Override
        public boolean stopRequested() {
            return leaves.getAsBoolean();
        }
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
