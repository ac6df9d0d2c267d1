package dev.coppice.lifecycle.internal.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.BackupWriter;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest(Isolation.DATABASE)
class KindsTest {
    private static final String GRAPH = """
            table: app.graph
            key: graph_id
            status: status
            """;

    @BeforeEach
    void tables(TestDatabase db) {
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.other (id text PRIMARY KEY);
                CREATE TABLE app.graph (
                    graph_id text PRIMARY KEY,
                    status text NOT NULL,
                    short varchar(9),
                    parent_id text REFERENCES app.graph,
                    other_id text REFERENCES app.other,
                    number bigint,
                    stamp timestamptz NOT NULL,
                    deleted_at timestamptz,
                    day date,
                    is_repository boolean NOT NULL,
                    made text GENERATED ALWAYS AS (lower(status)) STORED
                );
                CREATE FUNCTION app.changing() RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT true';
                """);
    }

    @Test
    void a_kind_that_fits_is_kept_with_its_steps_in_order(TestDatabase db) {
        var kind = kinds(db, GRAPH + """
                parent: parent_id
                protected: is_repository
                fence: deleted_at
                due: "select graph_id, deleted_at, is_repository from app.graph -- all"
                approvals: 2
                steps:
                  - { name: free-slot, after: [ drop-schema, backup ], adapter: fake }
                  - { name: drop-schema, after: [], barrier: true, adapter: fake }
                  - { name: purge-objects, after: [ quiesce ], best-effort: true, adapter: fake }
                  - { name: purge-rows, adapter: fake }
                """).load("graph");
        assertThat(kind.steps())
                .extracting(DeclaredStep::name)
                .containsExactly("drop-schema", "free-slot", "purge-objects", "purge-rows");
        assertThat(kind.steps())
                .extracting(DeclaredStep::after)
                .containsExactly(List.of(), List.of("drop-schema"), List.of("drop-schema"), List.of("drop-schema"));
        assertThat(kind.steps()).extracting(DeclaredStep::type).containsOnly("adapter");
    }

    @Test
    void every_problem_of_every_kind_is_told_at_once(TestDatabase db) {
        var declared = new LinkedHashMap<String, KindConfig>();
        declared.put("graph", read("""
                table: app.graph
                key: graph_id
                status: short
                parent: other_id
                tier: nowhere
                protected: number
                fence: stamp
                due: "select graph_id, day, app.changing() from app.graph"
                approvals: 3
                backup: { to: "file:./b", hosting: { default: 1d, large: 0s } }
                steps:
                  - { name: Backup Rows, after: [ missing ], adapter: none }
                  - { name: quiesce, after: [ last ], adapter: fake }
                  - { name: last, after: [ quiesce ], barrier: true, best-effort: true, adapter: fake }
                  - { name: last, after: [], adapter: fake }
                """));
        declared.put("bare", read("""
                table: app.missing
                key: id
                status: status
                """));
        declared.put("Twice", read(GRAPH));
        assertThatThrownBy(() -> Kinds.of(db.dataSource(), declared, Map.of("fake", new Fake())))
                .isInstanceOf(CoppiceException.class)
                .extracting(refused -> ((CoppiceException) refused).fault().code())
                .isEqualTo("kind.invalid");
        assertThatThrownBy(() -> Kinds.of(db.dataSource(), declared, Map.of("fake", new Fake())))
                .hasMessage("""
                        The kinds were refused. They have 20 problems:
                          kinds.graph.status must name a column that holds active, suspended and deprovisioned
                          kinds.graph.parent must name a column that refers to app.graph itself
                          kinds.graph.tier must name a column of app.graph
                          kinds.graph.protected must name a boolean column
                          kinds.graph.fence must name a column that may be null
                          kinds.graph.due must give the end second, as timestamptz
                          kinds.graph.due must only read: no function in it may be volatile, and no row be locked
                          kinds.graph.approvals must be 0, 1 or 2
                          kinds.graph.steps[0].name must be of small letters, digits and single dashes
                          kinds.graph.steps[1].name must not be quiesce, which is the engine's own
                          kinds.graph.steps[3].name must not be last, which an earlier step is called
                          kinds.graph.steps[0].after must name steps of the kind; missing is none
                          kinds.graph.steps[1].after must not name last, which others never wait for
                          kinds.graph.steps[2].barrier must be false for a best-effort step
                          kinds.graph.steps must not wait for each other in a circle, as quiesce, last do
                          kinds.graph.steps[0] must name an adapter that is given
                          kinds.graph.backup.hosting.large must be longer than nothing
                          kinds.bare.table must be a table that is there; app.missing is not
                          kinds.Twice must be called by small letters, digits and single dashes
                          kinds.Twice.table must not be that of kind graph
                        Nothing was changed. Mend the keys named and try again.""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '&', textBlock = """
                    schema: "tenant_{id}" & schema: "tenant_{id}" & true
                    schema: "tenant_{id}" & schema: "tenant_b_{id}" & true
                    schema: "tenant_{id}" & schema: "tenant_{id}_archive" & true
                    schema: "tenant_{id}" & schema: "tenants_{id}" & false
                    schema: "a_{id}_x" & schema: "a_{id}_y" & false
                    schema: "tenant_{id}" & schema: "tenant_-{id}" & false
                    schema: "tenant_{id}" & database: "tenant_{id}" & false
                    database: "tenant_{id}" & database: "tenant_{id}" & true
                    objects: {store: "file:./f", prefix: "files/{id}/"} & objects: {store: "file:f/", prefix: "files/{id}/"} & true
                    objects: {store: "file:./f", prefix: "files/{id}/"} & objects: {store: "file:./f", prefix: "files/x/{id}/"} & true
                    objects: {store: "file:./f", prefix: "files/{id}/"} & objects: {store: "file:./f/files", prefix: "a/{id}/"} & true
                    objects: {store: "file:./f", prefix: "files/{id}/"} & objects: {store: "file:./f", prefix: "other/{id}/"} & false
                    objects: {store: "file:./f", prefix: "files/{id}/"} & objects: {store: "file:./g", prefix: "files/{id}/"} & false
                    objects: {store: "file:./f", prefix: "files/{id}/a/"} & objects: {store: "file:./f", prefix: "files/{id}/b/"} & false
                    """)
    void two_kinds_may_not_name_the_same_place(String one, String other, boolean meets, TestDatabase db) {
        db.execute("ALTER TABLE app.other ADD status text, ADD other_id text");
        var backup = "backup: { to: \"file:./b\", required: false, hosting: { default: 1d } }\n";
        var declared = new LinkedHashMap<String, KindConfig>();
        declared.put("graph", read(GRAPH + backup + "steps: [ { name: drop, " + one + " } ]"));
        declared.put(
                "other",
                read("table: app.other\nkey: id\nstatus: status\n" + backup + "steps: [ { name: drop, " + other
                        + " } ]"));
        var problems = meets ? 1 : 0;
        assertThat(problems(db, declared).filter(text -> text.contains("kinds.other.steps must not remove ")))
                .hasSize(problems);
        assertThat(problems(db, declared)).hasSize(problems);
    }

    private static Stream<String> problems(TestDatabase db, Map<String, KindConfig> declared) {
        try {
            Kinds.of(db.dataSource(), declared, Map.of());
            return Stream.of();
        } catch (CoppiceException refused) {
            return refused.fault().message().lines().filter(line -> line.startsWith("  "));
        }
    }

    @Test
    void ids_are_texts_numbers_or_uuids_of_a_key_by_itself(TestDatabase db) {
        refuses(db, "table: app.graph\nkey: day\nstatus: status", "kinds.graph.key must name a column of text, whole");
        refuses(
                db,
                "table: app.graph\nkey: number\nstatus: status",
                "kinds.graph.key must name a column that is a prim");
        refuses(db, "table: app.graph\nkey: nope\nstatus: status", "kinds.graph.key must name a column of app.graph");
        refuses(db, "table: app.graph\nkey: graph_id\nstatus: graph_id", "kinds.graph.status must be another column");
        refuses(db, "table: app.graph\nkey: graph_id\nstatus: made", "kinds.graph.status must name a column that can");
        refuses(db, GRAPH + "parent: number", "kinds.graph.parent must name a column of the type of key");
        refuses(db, GRAPH + "fence: day", "kinds.graph.fence must name a column of timestamptz or timestamp");
    }

    @Test
    void a_due_query_only_reads_and_gives_three_columns(TestDatabase db) {
        refusesDue(db, "select graph_id from app.graph", "must give three columns");
        refusesDue(db, "select number, stamp, true from app.graph", "must give the id first, of the type of key");
        refusesDue(db, "select graph_id, stamp, app.changing() from app.graph", "must only read");
        refusesDue(db, "select graph_id, stamp, true from app.graph for update", "must only read");
        refusesDue(db, "select graph_id, stamp, true from app.nope", "it says relation \"app.nope\" does not exist");
        refusesDue(db, "select graph_id, stamp, true from app.graph;", "it says syntax error at or near \";\"");
        refusesDue(
                db,
                "with gone as (delete from app.graph returning *) select graph_id, stamp, true from gone",
                "data-modifying statement must be at the top level");
        refusesDue(db, "select graph_id, 'x'::timestamptz, true from app.graph", "must be one SELECT");
    }

    @Test
    void a_step_that_destroys_what_can_be_saved_wants_to_know_what_is_kept(TestDatabase db) {
        assertThatThrownBy(() -> Kinds.of(
                        db.dataSource(),
                        Map.of("graph", read(GRAPH + "steps: [ { name: drop, adapter: saved } ]")),
                        Map.of("saved", new Saved())))
                .hasMessageContaining(
                        "kinds.graph.backup must say what is kept, since a step destroys what can be saved");
    }

    @Test
    void a_kind_without_a_table_of_its_own_names_the_columns_of_coppice(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        refuses(db, "table: coppice.resource\nkey: kind\nstatus: status", "kinds.graph.key must be id, as coppice.res");
        refuses(db, "table: coppice.resource\nkey: id\nstatus: status", "kinds.graph.fence must be fenced_at, as cop");
        refuses(db, "table: coppice.tombstone\nkey: resource_id\nstatus: kind", "or outside of the schema coppice");
        var shared = read("""
                table: coppice.resource
                key: id
                status: status
                parent: parent_id
                tier: tier
                owner: owner
                protected: protected
                fence: fenced_at
                """);
        assertThat(Kinds.of(db.dataSource(), Map.of("graph", shared, "space", shared), Map.of())
                        .all())
                .hasSize(2);
    }

    @Test
    void an_unknown_kind_is_refused_with_those_there_are(TestDatabase db) {
        assertThatThrownBy(() -> kinds(db, GRAPH).load("grpah"))
                .hasMessage(
                        "Nothing was done with resources of kind \"grpah\". No kind of this name is declared. Nothing"
                                + " was changed. Declare it under kinds, or use one of: graph.");
    }

    private static void refusesDue(TestDatabase db, String due, String problem) {
        refuses(db, GRAPH + "due: \"" + due.replace("\"", "\\\"") + "\"", problem);
    }

    private static void refuses(TestDatabase db, String lines, String problem) {
        assertThatThrownBy(() -> kinds(db, lines)).hasMessageContaining(problem);
    }

    private static Kinds kinds(TestDatabase db, String lines) {
        return Kinds.of(db.dataSource(), Map.of("graph", read(lines)), Map.of("fake", new Fake()));
    }

    private static KindConfig read(String lines) {
        return KindConfigs.read("graph", lines);
    }

    private static class Fake implements Step {
        @Override
        public Sight look(StepContext context) {
            return Sight.NOTHING;
        }

        @Override
        public StepOutcome apply(StepContext context) {
            return StepOutcome.ALREADY_DONE;
        }

        @Override
        public String method() {
            return "nothing";
        }
    }

    private static final class Saved extends Fake implements Backed {
        @Override
        public void save(StepContext context, Connection snapshot, BackupWriter writer) {}

        @Override
        public long restore(StepContext context, Connection transaction, SavedParts saved) {
            return 0;
        }
    }
}
