package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class PartitionAdviceTest {
    /** A thousand rows a day, the last of today. */
    private static void open(TestDatabase db, String partitioned) {
        db.execute(
                "CREATE SCHEMA app; CREATE TABLE app.visit (id bigint NOT NULL, at timestamptz NOT NULL, bot bool NOT"
                        + " NULL)"
                        + partitioned);
        db.execute("INSERT INTO app.visit SELECT i, now() - i * interval '86 s', i % 4 = 0 FROM generate_series(1,"
                + " 200000) AS i;CREATE INDEX ON app.visit (at, id); ANALYZE app.visit");
    }

    private static List<Finding> advice(TestDatabase db, PolicyBuilder policy) {
        return Doctor.on(db.dataSource()).examine(policy.build()).stream()
                .filter(finding -> finding.check().equals("partition-advice"))
                .toList();
    }

    private static PolicyBuilder visits(int days) {
        return Policy.of("visits", "app.visit").olderThan("at", Duration.ofDays(days));
    }

    @Test
    void a_large_table_of_which_much_grows_old_every_month_is_worth_a_thought(TestDatabase db) {
        open(db, "");
        assertThat(advice(db, visits(90))).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.INFO);
            assertThat(finding.subject()).isEqualTo("app.visit");
            assertThat(finding.message())
                    .matches("About \\d\\d,\\d{3} rows, 1[4-6] % of the table, grow old enough in the next 30 days;"
                            + " deleted one by one they leave as many dead rows\\.");
            assertThat(finding.cure())
                    .isEqualTo(
                            "Consider to partition it by range of at: with \"partitions: drop\" the policy would drop"
                                    + " about one partition a month instead.");
        });
        assertThat(advice(db, visits(90).when("bot")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains(", 4 % of the table,"));
        // What grows old in that month was never written.
        assertThat(advice(db, visits(400))).isEmpty();
    }

    @Test
    void one_that_is_partitioned_needs_no_such_advice(TestDatabase db) {
        open(db, " PARTITION BY RANGE (at); CREATE TABLE app.visit_all PARTITION OF app.visit DEFAULT");
        assertThat(advice(db, visits(90))).isEmpty();
    }

    @Test
    void a_small_one_neither(TestDatabase db) {
        open(db, "");
        db.execute("DELETE FROM app.visit WHERE id > 90000");
        db.execute("ANALYZE app.visit");
        assertThat(advice(db, visits(30))).isEmpty();
    }
}
