package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/**
 * A backlog of 300,000 keys of two columns: far more than a statement takes parameters. No foreign key is checked row by
 * row, which would take most of the time.
 */
@PostgresTest
class PruneBacklogTest {
    private static final int BACKLOG = 300_000;

    @Test
    void a_backlog_goes_in_one_call_of_few_statements(TestDatabase db) {
        var jobs = Jobs.in(db);
        jobs.execute("""
            CREATE UNLOGGED TABLE ${schema}.sample AS SELECT n %% 100 AS a, n AS b FROM generate_series(1, %d) AS n;
            ALTER TABLE ${schema}.sample ADD PRIMARY KEY (a, b);
            CREATE UNLOGGED TABLE ${schema}.part AS SELECT a, b FROM ${schema}.sample WHERE b %% 10 = 0;
            ANALYZE ${schema}.sample, ${schema}.part;
            """.formatted(BACKLOG + 1));
        var counting = FaultyDataSource.over(db.dataSource());
        var result = Ops.builder(counting)
                .statementTimeout(Duration.ofSeconds(60))
                .build()
                .write(w -> w.prune(Pruner.from(jobs.table("sample"))
                        .terminal(DSL.field("b").gt(0))
                        .limit(BACKLOG)
                        .cascade(CascadeChild.of(jobs.table("part"))
                                .by(jobs.column("part", "a"), jobs.column("part", "b")))));
        assertThat(result.count()).isEqualTo(BACKLOG);
        assertThat(result.more()).isTrue();
        assertThat(result.keys().stream().map(key -> key.get(1)).distinct().count())
                .isEqualTo(BACKLOG);
        assertThat(jobs.count("sample")).isEqualTo(1);
        assertThat(jobs.count("part p WHERE NOT EXISTS (SELECT FROM " + db.schema() + ".sample s WHERE s.b = p.b)"))
                .isZero();
        assertThat(counting.statements()).isLessThanOrEqualTo(12);
    }
}
