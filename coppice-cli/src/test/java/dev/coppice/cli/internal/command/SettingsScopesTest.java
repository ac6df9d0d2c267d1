package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(DATABASE)
class SettingsScopesTest {
    private static final String CHAIN = """
            settings:
              public-rank: 50
              scopes:
                - { type: team, rank: 150, id: bigint, owner: { table: app.team, column: id } }
                - { type: user, rank: 300 }
            """;

    private final TestDatabase database;

    @TempDir
    Path folder;

    SettingsScopesTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void migrate() {
        assertThat(run("schema", "migrate").exitCode()).isZero();
        database.execute(
                "CREATE SCHEMA app; CREATE TABLE app.team (id bigint PRIMARY KEY); INSERT INTO app.team VALUES (7)");
    }

    @Test
    void what_is_declared_is_shown_before_it_is_put_in_force() {
        var config = Shop.write(folder, CHAIN);

        assertThat(run("settings", "scopes").out()).isEqualTo("""
                SCOPE   RANK  IDS   OWNERS
                public  100   -     -
                domain  200   uuid  taken on trust
                user    300   uuid  taken on trust

                coppice.yaml declares none.
                """);
        assertThat(run("settings", "scopes", "--config", config).out()).endsWith("""
                coppice.yaml declares otherwise; --apply puts it in force:
                  public gets rank 50 in place of 100.
                  team is new: rank 150, ids bigint, owners in app.team (id).
                  domain goes.
                """);
        assertThat(run("settings", "scopes", "--config", config, "--apply").out())
                .isEqualTo("""
                SCOPE   RANK  IDS     OWNERS
                public  50    -       -
                team    150   bigint  app.team (id)
                user    300   uuid    taken on trust

                They are as coppice.yaml declares them.
                """);
        var again = run("settings", "scopes", "--config", config, "--apply", "--json")
                .json();
        assertThat(again.at("/applied").asBoolean()).isFalse();
        assertThat(again.at("/items/1/ownerTable").asString()).isEqualTo("app.team");
        assertThat(run("audit", "list", "--action", "setting-scopes.declared", "--json")
                        .json()
                        .at("/items")
                        .size())
                .isEqualTo(1);
        assertThat(ranks("before_state")).isEqualTo("public 100, domain 200, user 300");
        assertThat(ranks("after_state")).isEqualTo("public 50, team 150, user 300");
    }

    private String ranks(String column) {
        return Shop.one(
                database,
                "SELECT string_agg(concat_ws(' ', scope ->> 'type', scope ->> 'rank'), ', ') FROM coppice.audit, "
                        + "jsonb_array_elements(" + column + " -> 'scopes') AS scope "
                        + "WHERE action = 'setting-scopes.declared'");
    }

    @Test
    void a_type_in_use_does_not_go_and_an_owner_must_be_there() {
        run("settings", "define", "theme");
        run("settings", "allow", "theme", "domain");

        assertThat(run("settings", "scopes", "--config", Shop.write(folder, CHAIN), "--apply"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.scope-in-use");
        assertThat(run("settings", "scopes", "--apply"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("--apply needs a coppice.yaml with a section settings. Nothing was done.");
    }

    @Test
    void fragments_of_owners_that_are_gone_are_swept() {
        var config = Shop.write(folder, CHAIN);
        run("settings", "scopes", "--config", config, "--apply");
        run("settings", "define", "theme");
        run("settings", "allow", "theme", "team");
        assertThat(run("settings", "set", "theme", "{}", "--scope", "team:8"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.owner-not-found");
        assertThat(run("settings", "set", "theme", "{}", "--scope", "team:007").out())
                .isEqualTo("theme is set at team:7, version 1.\n");
        database.execute("DELETE FROM app.team");

        assertThat(run("settings", "sweep").out()).isEqualTo("""
                SCOPE  WITHOUT OWNER
                team   1

                --execute removes them.
                """);
        assertThat(run("settings", "fragments", "--json").json().at("/items").size())
                .as("it was only shown")
                .isEqualTo(1);
        assertThat(run("settings", "sweep", "--execute").out()).isEqualTo("1 fragment without owner removed.\n");
        var rest = run("settings", "sweep", "--json").json();
        assertThat(rest.at("/executed").asBoolean()).isFalse();
        assertThat(rest.at("/orphans/0/scopeType").asString()).isEqualTo("team");
        assertThat(rest.at("/orphans/0/fragments").asInt()).isZero();
    }

    @Test
    void an_id_that_does_not_fit_the_declared_type_is_told_before_any_connection() {
        var config = Shop.write(folder, CHAIN);

        assertThat(CommandRun.of(
                        "settings",
                        "get",
                        "theme",
                        "--scope",
                        "team:seven",
                        "--config",
                        config,
                        "--url",
                        "postgresql://ana@127.0.0.1:1/shop"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.bad-scope-id");
        assertThat(run("settings", "get", "theme", "--scope", "user:ana"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.bad-scope-id");
    }

    @Test
    void a_token_carries_the_scopes_of_its_bearer() {
        var config = Shop.write(folder, CHAIN);
        run("settings", "scopes", "--config", config, "--apply");

        var made = run(
                "token",
                "create",
                "app",
                "--role",
                "member",
                "--scope",
                "user:00000000-0000-0000-0000-00000000000A",
                "--manages",
                "team:7",
                "--reason",
                "sign-in",
                "--json");

        assertThat(made.exitCode()).isZero();
        assertThat(made.json().at("/scopes").valueStream())
                .extracting(scope ->
                        scope.at("/type").asString() + " " + scope.at("/id").asString() + " "
                                + scope.at("/manages").asBoolean())
                .containsExactlyInAnyOrder("team 7 true", "user 00000000-0000-0000-0000-00000000000a false");
        assertThat(run("token", "create", "bad", "--role", "member", "--scope", "team:x", "--reason", "x")
                        .exitCode())
                .isEqualTo(2);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.on(database, arguments);
    }
}
