package dev.coppice.server.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class NeedSortTest {
    // Three erasures fail: one is made good, one is of somebody else, and one comes after the good one.
    // language=SQL
    private static final String ERASURES = """
            INSERT INTO coppice.campaign (policy, table_schema, table_name, plan_hash, fingerprint, plan, horizon_at, requested_by,
                requested_reason, chunk_time_ms, pass, skipped_locked, quarantined, state, state_reason, stopped_by, created_at,
                started_at, changed_at, ended_at)
            SELECT 'subject:user#' || i, 'app', 'user', repeat('0', 64), '', '{}', now(), 'ann', 'a', 1, 'done', 0,
                CASE WHEN i = 3 THEN 0 ELSE 1 END, CASE WHEN i = 3 THEN 'SUCCEEDED' ELSE 'FAILED' END, 'r',
                CASE WHEN i <> 3 THEN 'error' END, now(), now(), now(), now()
            FROM generate_series(1, 4) AS i;
            INSERT INTO coppice.erasure (subject, table_schema, table_name, digest, plan_hash, requested_by, requested_reason,
                campaign_id, state, state_reason, receipt, ended_at)
            SELECT 'user', 'app', 'user', repeat(CASE WHEN i = 2 THEN 'b' ELSE 'a' END, 64), repeat('0', 64), 'ann', 'a', i,
                CASE WHEN i = 3 THEN 'SUCCEEDED' ELSE 'REFUSED' END, 'r', CASE WHEN i = 3 THEN 'receipt' END, now()
            FROM generate_series(1, 4) AS i;
            """;

    // Of five: left something and nothing since, left something and made good, left something twice, runs for long,
    // runs.
    // language=SQL
    private static final String LEFT = """
            INSERT INTO coppice.campaign (policy, table_schema, table_name, plan_hash, fingerprint, plan, horizon_at, requested_by,
                requested_reason, chunk_time_ms, pass, skipped_locked, state, state_reason, created_at, started_at, changed_at,
                ended_at)
            SELECT 'subject:user#' || i, 'app', 'user', repeat('0', 64), '', '{}', now(), 'ann', 'a', 1, 'done', 0, 'SUCCEEDED',
                'r', now(), now(), now(), now()
            FROM generate_series(1, 7) AS i;
            INSERT INTO coppice.erasure (subject, table_schema, table_name, digest, key, plan_hash, requested_by, requested_reason,
                campaign_id, state, state_reason, receipt, created_at, ended_at)
            SELECT 'user', 'app', 'user', repeat(digest, 64), CASE WHEN state = 'RUNNING' THEN '{1}'::text[] END,
                repeat('0', 64), 'ann', 'a', i, state, 'r', CASE WHEN state = 'SUCCEEDED' THEN 'receipt' END, now() - age,
                CASE WHEN state <> 'RUNNING' THEN now() END
            FROM (VALUES (1, 'a', 'PARTIAL', interval '2 h'), (2, 'b', 'PARTIAL', '2 h'), (3, 'b', 'SUCCEEDED', '2 h'),
                (4, 'c', 'PARTIAL', '2 h'), (5, 'c', 'PARTIAL', '2 h'), (6, 'd', 'RUNNING', '2 h'), (7, 'e', 'RUNNING', '0 h')
            ) AS t(i, digest, state, age)
            ORDER BY i;
            """;

    @Test
    void an_erasure_that_left_something_or_does_not_end_needs_a_person(TestDatabase db) throws SQLException {
        db.execute(CoppiceSchema.script());
        db.execute(LEFT);
        assertThat(found(db, "PARTLY_ERASED")).containsExactly("5", "1");
        assertThat(found(db, "NOT_ERASED")).containsExactly("6");
    }

    private static List<String> found(TestDatabase db, String name) throws SQLException {
        var sort =
                NeedSort.ALL.stream().filter(each -> each.name().equals(name)).findFirst();
        return new BoundedReader(db.dataSource()).all(sort.orElseThrow().query(9), row -> row.getString(2));
    }

    @Test
    void an_erasure_that_a_later_one_made_good_needs_nobody(TestDatabase db) throws SQLException {
        db.execute(CoppiceSchema.script());
        db.execute(ERASURES);
        for (var sort : NeedSort.ALL) {
            if (sort.name().equals("FAILED") || sort.name().equals("SET_ASIDE")) {
                assertThat(new BoundedReader(db.dataSource()).all(sort.query(9), row -> row.getString(2)))
                        .as(sort.name())
                        .containsExactly("4", "2");
            }
        }
    }
}
