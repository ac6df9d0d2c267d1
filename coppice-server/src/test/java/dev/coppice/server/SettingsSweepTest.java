package dev.coppice.server;

import static dev.coppice.server.SettingsHost.ANA;
import static dev.coppice.server.SettingsHost.BEN;
import static dev.coppice.server.SettingsHost.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.TableName;
import dev.coppice.settings.IdType;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.Settings;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fragments whose owner is gone, over HTTP; and who learns where owners are. */
@PostgresTest(Isolation.DATABASE)
class SettingsSweepTest {
    private static final String SWEEP = "fragments/sweep";

    @Test
    void orphans_are_counted_and_with_execute_removed_up_to_the_limit(TestDatabase database) {
        try (var host = host(database)) {
            database.execute("DELETE FROM app.person");

            var counted = host.post(SWEEP, "{}");
            var first = host.post(SWEEP, "{'execute':true,'limit':1}");
            var second = host.post(SWEEP, "{'execute':true}");

            assertThat(counted.body())
                    .isEqualTo("{\"executed\":false,\"orphans\":[{\"scopeType\":\"user\",\"fragments\":2}],\"swept\":0,"
                            + "\"more\":false}");
            assertThat(json(first).at("/swept").asInt()).isEqualTo(1);
            assertThat(json(first).at("/more").asBoolean()).isTrue();
            assertThat(json(second).at("/swept").asInt()).isEqualTo(1);
            assertThat(json(second).at("/more").asBoolean()).isFalse();
            assertThat(sweeps(host)).isEqualTo(2);
        }
    }

    @Test
    void it_is_an_admins_and_a_limit_that_cannot_be_changes_nothing(TestDatabase database) {
        try (var host = host(database)) {
            assertThat(host.send("POST", SWEEP, "{'execute':true}", member(host))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(host.post(SWEEP, "{'execute':true,'limit':0}").statusCode())
                    .isEqualTo(400);
            assertThat(sweeps(host)).isZero();
        }
    }

    @Test
    void where_owners_are_is_told_to_those_who_may_read_and_not_to_members(TestDatabase database) {
        try (var host = host(database)) {
            assertThat(json(host.get("scopes", host.admin))
                            .at("/items/1/ownerTable")
                            .asString())
                    .isEqualTo("app.person");
            assertThat(json(host.get("scopes", member(host))).at("/items/1").has("ownerTable"))
                    .isFalse();
        }
    }

    @Test
    void a_merged_read_carries_the_tag_of_its_values_also_with_origins(TestDatabase database) {
        try (var host = host(database)) {
            var plain = host.get("of?name=theme&scope=user:" + ANA, host.admin);
            var origins = host.get("of?name=theme&origins=true&scope=user:" + ANA, host.admin);

            assertThat(json(plain).at("/etag").asString())
                    .isNotEmpty()
                    .isEqualTo(json(origins).at("/etag").asString())
                    .isEqualTo(plain.headers().firstValue("ETag").orElseThrow());
        }
    }

    private static SettingsHost host(TestDatabase database) {
        var host = SettingsHost.on(database);
        database.execute(
                "CREATE SCHEMA app; CREATE TABLE app.person (id uuid PRIMARY KEY); INSERT INTO app.person VALUES ('"
                        + ANA + "'), ('" + BEN + "')");
        var owned = ScopeType.of("user", IdType.UUID, 300).ownedBy(TableName.parse("app.person"), "id");
        Settings.on(database.dataSource()).scopes().declare(new ScopeChain(100, List.of(owned)));
        host.allow("theme", "user");
        host.set("theme", "user:" + ANA, "{'a':1}");
        host.set("theme", "user:" + BEN, "{'b':2}");
        return host;
    }

    private static String member(SettingsHost host) {
        return host.server
                .issue(Role.MEMBER, TokenScope.in(Scope.of("user", ANA)))
                .secret();
    }

    private static int sweeps(SettingsHost host) {
        return host.server.write(
                db -> db.fetchCount(db.selectOne().from("coppice.audit").where("action = 'setting-fragment.swept'")));
    }
}
