package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code coppice.yaml} names is in the schema. */
@PostgresTest(Isolation.DATABASE)
class CoppiceYamlTest {

    @Test
    void each_policy_finds_rows_by_its_condition_and_age(TestDatabase db) throws IOException {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        var policies = map(yaml().get("policies"));
        assertThat(policies.keySet().stream().map(String::valueOf))
                .containsExactly("ended-sessions", "old-events", "delivered-notifications");
        for (var policy : policies.values()) {
            var given = map(policy);
            assertThat(platform.count("%s WHERE (%s) AND %s IS NOT NULL"
                            .formatted(given.get("table"), given.get("when"), given.get("age"))))
                    .isPositive();
        }
    }

    @Test
    void the_kind_names_columns_of_its_table_and_a_query_that_runs(TestDatabase db) throws IOException {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        var graph = map(map(yaml().get("kinds")).get("graph"));
        var columns = "num_nulls(%s, %s, %s, %s, %s, %s) >= 0"
                .formatted(
                        graph.get("key"),
                        graph.get("status"),
                        graph.get("parent"),
                        graph.get("tier"),
                        graph.get("protected"),
                        graph.get("fence"));
        assertThat(platform.count(graph.get("table") + " WHERE " + columns)).isPositive();
        assertThat(platform.count(
                        "(" + graph.get("due") + ") AS due (graph_id, ends_at, immediate) WHERE immediate IS NULL"))
                .isZero();
    }

    private static Map<?, ?> yaml() throws IOException {
        try (var stream = Objects.requireNonNull(GraphPlatform.class.getResourceAsStream("coppice.yaml"))) {
            return map(new Load(LoadSettings.builder().build()).loadFromInputStream(stream));
        }
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }
}
