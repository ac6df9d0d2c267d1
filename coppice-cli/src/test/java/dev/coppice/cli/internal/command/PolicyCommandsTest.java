package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.Backlogs;
import dev.coppice.prune.Policy;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(DATABASE)
class PolicyCommandsTest {
    private static final String POLICIES = """
            policies:
              ended:
                table: shop.cart
                when: "status = 'CLOSED'"
                age: closed_at
                keep: 90d
                schedule: "0 3 * * *"
                window: "02:00-04:00 Europe/Berlin"
              misnamed:
                table: shop.cart
                age: ended_at
                keep: 36h
            """;

    @TempDir
    Path folder;

    private String config = "";

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(folder.resolve("coppice.yaml"), POLICIES).toString();
    }

    @Test
    void list_shows_what_is_declared_and_needs_no_database() {
        assertThat(CommandRun.of("policy", "list", "--config", config))
                .returns(0, CommandRun::exitCode)
                .returns("", CommandRun::err)
                .returns("""
                        POLICY    TABLE      WHEN               AGE        KEEP  SCHEDULE   WINDOW
                        ended     shop.cart  status = 'CLOSED'  closed_at  90d   0 3 * * *  02:00-04:00 Europe/Berlin
                        misnamed  shop.cart  -                  ended_at   36h   -          -
                        """, CommandRun::out);
    }

    @Test
    void show_tells_what_the_last_look_found_and_when_it_is_due(TestDatabase database) {
        database.execute(
                "CREATE SCHEMA shop; CREATE TABLE shop.cart (id int PRIMARY KEY, status text, closed_at timestamptz);"
                        + " INSERT INTO shop.cart VALUES (1, 'CLOSED', now() - interval '1 year')");

        var before = CommandRun.on(database, "policy", "show", "ended", "--config", config);
        assertThat(before.exitCode()).isZero();
        assertThat(before.out())
                .contains("Outlook    Not known: no server has looked yet.\n")
                .containsPattern("Schedule   0 3 \\* \\* \\* .*02:00.*04:00.*Europe/Berlin\n")
                .containsPattern("Next due   \\d{4}-\\d\\d-\\d\\dT0[12]:00:00Z\n")
                .contains("Due now    -\n");

        new CoppiceSchema(database.dataSource()).migrate();
        Backlogs.on(database.dataSource())
                .look(Policy.of("ended", "shop.cart")
                        .when("status = 'CLOSED'")
                        .olderThan("closed_at", Duration.ofDays(90))
                        .build());
        assertThat(CommandRun.on(database, "policy", "show", "ended", "--config", config)
                        .out())
                .contains(
                        "Due now    1 row\n", "Outlook    Not known yet: it has been looked at for less than a day.\n");
        var run = CommandRun.on(database, "policy", "show", "ended", "--config", config, "--json");
        assertThat(run.json().at("/eligible").asLong()).isEqualTo(1);
        assertThat(run.json().at("/crossingPerDay").asDouble()).isZero();
        assertThat(CommandRun.on(database, "policy", "show", "nosuch", "--config", config)
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void check_names_each_policy_that_does_not_fit_the_database(TestDatabase database) {
        database.execute("CREATE SCHEMA shop; CREATE TABLE shop.cart (status text, closed_at timestamptz)");

        var run = CommandRun.on(database, "policy", "check", "--config", config, "--json");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.json().at("/ok").asBoolean()).isFalse();
        assertThat(run.json().at("/problems").size()).isEqualTo(1);
        assertThat(run.json().at("/problems/0/policy").asString()).isEqualTo("misnamed");
        assertThat(run.json().at("/problems/0/message").asString())
                .startsWith("Table shop.cart has no column \"ended_at\" to be its age");
    }

    @Test
    void check_warns_of_what_contradicts_itself_with_its_line(TestDatabase database) throws IOException {
        database.execute("CREATE SCHEMA shop; CREATE TABLE shop.cart (id int PRIMARY KEY, closed_at timestamptz)");
        Files.writeString(Path.of(config), """
                policies:
                  ended:
                    table: shop.cart
                    age: closed_at
                    keep: 90d
                    limits:
                      rows: 5
                    brakes: { replica-lag: 5s }
                """);

        assertThat(CommandRun.on(database, "policy", "check", "--config", config))
                .returns(0, CommandRun::exitCode)
                .returns("""
                        All 1 policies fit the database.

                        2 warnings:

                        ended, line 7
                          WARN   contradiction  policies.ended.limits.rows
                                 A campaign ends after 5 rows, and its canary alone takes up to 10 of the policy's own table: none gets beyond that.
                                 > Raise limits.rows.

                        ended, line 8
                          WARN   brake  replica-lag
                                 The policy sets this brake, and no replica is connected: it holds nothing now.
                                 > Connect the replica, or leave the brake out.
                        """, run -> run.out().replaceAll(" +\n", "\n"));
        assertThat(CommandRun.on(database, "policy", "check", "--config", config, "--json")
                        .json()
                        .at("/warnings/0/line")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void check_of_a_file_without_policies_is_refused_for_one_target_and_for_several(TestDatabase database)
            throws IOException {
        Files.writeString(Path.of(config), "policies: {}\n");
        assertThat(CommandRun.on(database, "policy", "check", "--config", config))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: policy.none\n");
        Files.writeString(Path.of(config), "targets: { a: { url: 'postgresql://127.0.0.1:1/a' } }\n");
        assertThat(CommandRun.of("policy", "check", "--config", config))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: policy.none\n");
    }

    @Test
    void a_file_that_is_not_valid_is_refused_with_every_problem_and_its_line(TestDatabase database) throws IOException {
        Files.writeString(Path.of(config), "policies:\n  a:\n    tabel: x\n    keep: long\n");

        assertThat(CommandRun.on(database, "policy", "check", "--config", config))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains(
                        "coppice.yaml:2: policies.a needs the key table",
                        "coppice.yaml:3: policies.a.tabel is not a key here; did you mean table?",
                        "coppice.yaml:4: policies.a.keep must be");
    }
}
