package dev.coppice.lifecycle.internal.kind;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the guide on describing a tenant to a kind that is accepted at start-up. */
@PostgresTest(Isolation.DATABASE)
class TenantGuideTest {
    private static final Path GUIDES = Path.of(System.getProperty("coppice.root", ".."), "docs", "guides");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    /** Steps that the guide writes out in full. */
    private static final Pattern STEP = Pattern.compile("`((?:schema|rows): [^`…]+)`");

    @Test
    void finding_10_the_kind_of_the_guide_is_one_that_starts(TestDatabase db) throws IOException {
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (
                    graph_id text PRIMARY KEY,
                    parent_id text REFERENCES app.graph,
                    status text,
                    tier text,
                    org_id text,
                    is_repository boolean NOT NULL,
                    deleted_at timestamptz
                );
                CREATE TABLE app.due_graph (graph_id text PRIMARY KEY, ends_at timestamptz, immediate boolean NOT NULL);
                CREATE TABLE app.document (id int PRIMARY KEY, graph_id text NOT NULL REFERENCES app.graph);
                """);
        var guide = Files.readString(GUIDES.resolve("describe-your-tenant.md"));
        var declared = new CoppiceYaml(List.of(KindConfig.SECTION))
                .parse("describe-your-tenant.md", found(YAML, guide) + "    steps:\n" + steps(guide))
                .all(KindConfig.SECTION);
        var kind = Kinds.of(db.dataSource(), declared, Map.of()).load("graph");
        assertThat(kind.steps()).extracting(DeclaredStep::type).containsExactly("schema", "rows");
        assertThat(kind.config().approvals()).isEqualTo(1);
        assertThat(kind.config().backup().orElseThrow().hosting()).containsOnlyKeys("default", "large", "xlarge");
        assertThat(guide).contains("(teardown.md)");
        assertThat(GUIDES.resolve("teardown.md")).isNotEmptyFile();
    }

    private static String steps(String guide) {
        return STEP.matcher(guide)
                .results()
                .map(match -> "      - { name: step-" + match.start() + ", " + match.group(1) + " }\n")
                .collect(joining());
    }

    private static String found(Pattern pattern, String guide) {
        return pattern.matcher(guide)
                .results()
                .map(MatchResult::group)
                .map(block -> pattern.matcher(block).replaceAll("$1"))
                .collect(joining());
    }
}
