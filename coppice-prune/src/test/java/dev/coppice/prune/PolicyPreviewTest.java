package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.TableName;
import dev.coppice.prune.PolicyPreview.Reason;
import dev.coppice.prune.PolicyPreview.Verdict;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class PolicyPreviewTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private TestDatabase db;

    @BeforeEach
    void create_tables(TestDatabase opened) {
        db = opened;
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, state text, at timestamptz, up int REFERENCES ${schema}.root);
                CREATE TABLE ${schema}.child (id int PRIMARY KEY, root int REFERENCES ${schema}.root);
                CREATE TABLE ${schema}.keeper (child int REFERENCES ${schema}.child);
                INSERT INTO ${schema}.root VALUES
                    (1, 'done', '2026-01-01', NULL),
                    (2, 'live', '2026-01-01', NULL),
                    (3, 'done', NULL, NULL),
                    (4, 'done', '2026-05-31 12:00+00', NULL),
                    (5, 'done', '2026-01-01', NULL),
                    (6, 'live', '2026-01-01', 5),
                    (7, 'done', '2026-01-01', NULL),
                    (8, 'done', '2026-01-01', NULL),
                    (9, NULL, '2026-01-01', NULL);
                INSERT INTO ${schema}.child VALUES (71, 7), (81, 8), (11, 1);
                INSERT INTO ${schema}.keeper VALUES (71);
                """);
    }

    @Test
    void each_row_is_told_why_it_goes_or_stays() {
        new CoppiceSchema(db.dataSource()).migrate();
        db.execute(
                "INSERT INTO coppice.hold (scope, table_schema, table_name, row_key, origin, reason, placed_by, placed_at)"
                        + " VALUES ('row', '" + db.schema() + "', 'child', '{81}', 'test', 'r', 'me', now())");
        assertThat(reasons(listed()))
                .isEqualTo(Map.of(
                        "1", Reason.GOES,
                        "2", Reason.CONDITION,
                        "3", Reason.NO_AGE,
                        "4", Reason.TOO_YOUNG,
                        "5", Reason.REFERENCED,
                        "6", Reason.CONDITION,
                        "7", Reason.REFERENCED,
                        "8", Reason.HELD,
                        "9", Reason.CONDITION));
    }

    @Test
    void without_schema_coppice_nothing_is_held() {
        assertThat(reasons(listed())).containsEntry("8", Reason.GOES);
        assertThat(PolicyPreview.of(listed(), db.dataSource(), NOW).going()).containsExactly("1", "8");
    }

    @Test
    void the_rows_that_go_are_required_to_be_exactly_these() {
        var preview = PolicyPreview.of(listed(), db.dataSource(), NOW);
        assertThatCode(() -> preview.requireExactly("8", "1")).doesNotThrowAnyException();
        assertThatThrownBy(() -> preview.requireExactly("1", "5", "99"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("policy \"p\" on " + db.schema() + ".root would not delete exactly these rows:\n"
                        + "  row 5 should go, but stays: REFERENCED\n"
                        + "  row 8 should stay, but meets the policy\n"
                        + "  row 99 should go, but does not exist");
    }

    @Test
    void the_clock_is_the_one_given() {
        assertThat(PolicyPreview.of(listed(), db.dataSource(), Instant.parse("2025-12-31T00:00:00Z"))
                        .going())
                .isEmpty();
        assertThat(PolicyPreview.of(listed(), db.dataSource(), Instant.parse("2026-06-02T00:00:00Z"))
                        .going())
                .containsExactly("1", "4", "8");
    }

    private Map<String, Reason> reasons(Policy policy) {
        return PolicyPreview.of(policy, db.dataSource(), NOW).verdicts().stream()
                .collect(Collectors.toMap(Verdict::key, Verdict::reason));
    }

    private Policy listed() {
        return Policy.of("p", db.schema() + ".root")
                .when("state = 'done'")
                .olderThan("at", Duration.ofDays(1))
                .cascade(new TableName(db.schema(), "child"))
                .build();
    }
}
