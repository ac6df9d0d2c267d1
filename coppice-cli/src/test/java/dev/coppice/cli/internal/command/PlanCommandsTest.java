package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What init, doctor and plan say of a database they may only read. */
@PostgresTest(DATABASE)
class PlanCommandsTest {
    private final TestDatabase database;

    @TempDir
    Path folder;

    PlanCommandsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void shop() {
        Shop.open(database, 40);
    }

    @Test
    void a_plan_is_a_tree_with_what_happens_to_each_table_and_the_command_to_execute_it() {
        var run = run("plan", "closed-carts", "--config", Shop.config(folder));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsPattern("""
                        Policy "closed-carts": 30 rows of shop.cart may go.
                          where  status = 'CLOSED'
                            and  closed_at before \\S+Z \\(kept 90d\\)
                        """)
                .containsPattern("""
                        shop.cart +30 +\\S+ \\S+ +deleted
                        ├─ shop.line +60 +\\S+ \\S+ +deleted  cart_id
                        │  └─ shop.discount +20 +\\S+ \\S+ +deleted  line_id \\(cascade\\)
                        └─ shop.file +4 +kept     cart_id is set to null
                        """)
                .contains("Work     114 rows", "Archive  none: what is deleted is gone for good")
                .containsPattern(
                        "Plan [0-9a-f]{12}. Nothing was changed.\n"
                                + "To execute it:  coppice prune closed-carts --execute --approve [0-9a-f]{12} --url URL --config ");
    }

    @Test
    void the_document_of_a_plan_has_the_names_scripts_rely_on() {
        var plan = run("plan", "closed-carts", "--config", Shop.config(folder), "--json")
                .json();

        assertThat(plan.propertyNames())
                .contains("policy", "hash", "blocked", "roots", "tables", "warnings", "statements");
        assertThat(plan.at("/blocked").asBoolean(true)).isFalse();
        assertThat(plan.at("/roots/count").asInt()).isEqualTo(30);
        assertThat(plan.at("/roots/exact").asBoolean()).isTrue();
        assertThat(plan.at("/tables/1/table").asString()).isEqualTo("shop.line");
        assertThat(plan.at("/tables/1/rows").asInt()).isEqualTo(60);
        assertThat(plan.at("/tables/1/via/0").asString()).isEqualTo("shop.line (cart_id)");
        assertThat(plan.at("/contract/fullHash").asString())
                .startsWith(plan.at("/hash").asString());
        assertThat(plan.at("/statements")
                        .valueStream()
                        .map(step -> step.at("/step").asString()))
                .contains("claim", "delete");
    }

    @Test
    void a_sample_shows_rows_and_the_script_rolls_back() {
        var config = Shop.config(folder);

        assertThat(run("plan", "closed-carts", "--config", config, "--sample", "2")
                        .out())
                .contains("The first 2 rows of shop.cart that would go:\nid  status  closed_at")
                .containsPattern("\n1   CLOSED  2020-01-01 \\S+  n1\n2   CLOSED");
        assertThat(run("plan", "closed-carts", "--config", config, "--sample", "0"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("--sample must be 1 to 1000, was: 0.");
        assertThat(run("plan", "closed-carts", "--config", config, "--sql").out())
                .startsWith("-- Policy \"closed-carts\", plan ")
                .endsWith("ROLLBACK;\n");
    }

    @Test
    void the_doctor_tells_the_cure_and_exits_with_3_on_a_block() {
        database.execute("DROP INDEX shop.line_cart_id_idx");
        var config = Shop.config(folder);

        var told = run("doctor", "--config", config);
        var document = run("doctor", "closed-carts", "--config", config, "--json");

        assertThat(told.exitCode()).isEqualTo(3);
        assertThat(told.out())
                .contains("  BLOCK  foreign-key-index  shop.line (cart_id)\n")
                .contains("> CREATE INDEX CONCURRENTLY ON shop.line (cart_id);")
                .contains("1 block, ");
        assertThat(document.exitCode()).isEqualTo(3);
        assertThat(document.json().at("/findings").valueStream()).anySatisfy(finding -> {
            assertThat(finding.propertyNames())
                    .containsExactlyInAnyOrder("check", "severity", "subject", "message", "cure");
            assertThat(finding.at("/severity").asString()).isEqualTo("block");
        });
    }

    @Test
    void a_role_with_nothing_but_select_initialises_examines_and_plans_without_the_schema() {
        database.execute("CREATE ROLE " + viewer() + " LOGIN PASSWORD 'v'; GRANT USAGE ON SCHEMA shop TO " + viewer()
                + "; GRANT SELECT ON ALL TABLES IN SCHEMA shop TO " + viewer());
        try {
            var config = folder.resolve("drafted.yaml").toString();
            var drafted = viewing("init", "--out", config, "--json");

            assertThat(drafted.exitCode()).isZero();
            assertThat(drafted.json().at("/policies").valueStream().map(JsonNode::asString))
                    .contains("old-cart");
            assertThat(viewing("doctor", "old-cart", "--config", config).exitCode())
                    .isZero();
            assertThat(viewing("plan", "old-cart", "--config", config, "--sample", "1")
                            .exitCode())
                    .isZero();
            assertThat(viewing("prune", "old-cart", "--config", config))
                    .returns(0, CommandRun::exitCode)
                    .extracting(CommandRun::out)
                    .asString()
                    .contains("Nothing was changed.");
            assertThat(Shop.one(database, "SELECT to_regnamespace('coppice')")).isEqualTo("null");
            assertThat(viewing("prune", "old-cart", "--config", config, "--execute"))
                    .returns(3, CommandRun::exitCode)
                    .extracting(CommandRun::err)
                    .asString()
                    .contains("Creating or migrating the schema coppice in ", "coppice: schema.not-permitted");
        } finally {
            database.execute("DROP OWNED BY " + viewer() + "; DROP ROLE " + viewer());
        }
    }

    @Test
    void every_candidate_of_a_strange_catalogue_can_be_planned_as_written() throws Exception {
        database.execute("""
                CREATE SCHEMA "My Data";
                CREATE TABLE "My Data"."Order.Log" (id int PRIMARY KEY, "Status" text, "closed At" timestamp);
                ALTER TABLE "My Data"."Order.Log" ADD CHECK ("Status" IN ('done "really"', 'over: it''s \\ end', 'open'));
                CREATE TABLE "My Data"."tricky #: name" (id int PRIMARY KEY, deleted_at date);
                CREATE TABLE ${schema}.part_log (id int, at timestamptz) PARTITION BY RANGE (at);
                CREATE TABLE ${schema}.part_log_1 PARTITION OF ${schema}.part_log DEFAULT;
                CREATE TABLE ${schema}.no_key_event (at timestamptz);
                CREATE TABLE ${schema}.a_job (id int PRIMARY KEY, finished_at timestamptz, b int);
                CREATE TABLE ${schema}.b_job (id int PRIMARY KEY, finished_at timestamptz, a int REFERENCES ${schema}.a_job);
                ALTER TABLE ${schema}.a_job ADD FOREIGN KEY (b) REFERENCES ${schema}.b_job;
                CREATE TYPE ${schema}.mood AS ENUM ('open', 'closed');
                CREATE TABLE ${schema}."select" (id int PRIMARY KEY, state ${schema}.mood, "from" timestamptz NOT NULL);
                """);
        var config = folder.resolve("strange.yaml");

        var drafted = run("init", "--out", config.toString(), "--json").json();
        var names =
                drafted.at("/policies").valueStream().map(JsonNode::asString).toList();

        assertThat(names).hasSizeGreaterThan(6);
        assertThat(drafted.at("/yaml").asString()).isEqualTo(Files.readString(config));
        assertThat(names)
                .allSatisfy(name -> assertThat(
                                run("plan", name, "--config", config.toString()).exitCode())
                        .as(name)
                        .isZero());
        assertThat(run("policy", "check", "--config", config.toString()).exitCode())
                .isZero();
    }

    @Test
    void a_file_that_exists_is_replaced_by_force_alone() throws Exception {
        var file = Files.writeString(folder.resolve("mine.yaml"), "# mine\n");

        assertThat(run("init", "--out", file.toString()))
                .returns(3, CommandRun::exitCode)
                .returns("", CommandRun::out)
                .extracting(CommandRun::err)
                .asString()
                .endsWith(
                        "No configuration was written. The file " + file + " exists. Nothing was changed. Give another"
                                + " file with --out, or --force to replace this one.\n");
        assertThat(file).hasContent("# mine");
        assertThat(run("init", "--out", file.toString(), "--force").exitCode()).isZero();
        assertThat(file).content().contains("old-cart:").doesNotContain("# mine");
        assertThat(folder).isDirectoryNotContaining("glob:**.draft");
    }

    @Test
    void the_address_that_was_typed_is_kept_without_its_password() throws Exception {
        var file = folder.resolve("typed.yaml");

        run("init", "--out", file.toString());

        assertThat(file)
                .content()
                .contains("target:\n  url: \"" + database.url())
                .doesNotContain("password");
        assertThat(CommandRun.of("policy", "list", "--config", file.toString()).exitCode())
                .isZero();
    }

    private CommandRun viewing(String... arguments) {
        var url = database.url() + "?user=" + viewer() + "&password=v";
        return CommandRun.of(
                Stream.concat(Stream.of(arguments), Stream.of("--url", url)).toArray(String[]::new));
    }

    private String viewer() {
        return "viewer_of_" + Shop.one(database, "SELECT oid FROM pg_database WHERE datname = current_database()");
    }

    private CommandRun run(String... arguments) {
        return CommandRun.on(database, arguments);
    }
}
