package dev.coppice.server;

import static dev.coppice.server.TenantServer.code;
import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Letting a sensor work once over HTTP. */
@PostgresTest(Isolation.DATABASE)
class SensorRunTest {
    private static final String RUN = "sensors/suspend-expired/run";
    private static final String WORK = "{'execute':true,'reason':'month end'}";

    @TempDir
    Path folder;

    @Test
    void without_execute_it_only_says_what_it_would_take_up(TestDatabase database) {
        try (var server = TenantServer.on(database, folder)) {
            var answer = server.post(RUN, "{}", server.admin);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(json(answer).at("/sensor").asString()).isEqualTo("suspend-expired");
            assertThat(json(answer).at("/executed").asBoolean()).isFalse();
            assertThat(runs(server)).isZero();
        }
    }

    @Test
    void who_wanted_it_to_work_stands_in_the_trail(TestDatabase database) {
        try (var server = TenantServer.on(database, folder)) {
            var answer = server.post(RUN, WORK, server.admin);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(json(answer).at("/executed").asBoolean()).isTrue();
            assertThat(runs(server)).isEqualTo(1);
        }
    }

    @Test
    void it_is_an_admins_and_needs_a_reason_and_a_sensor_that_is_there(TestDatabase database) {
        try (var server = TenantServer.on(database, folder)) {
            assertThat(code(server.post(RUN, WORK, server.operator))).isEqualTo("403 access.role-too-low");
            assertThat(code(server.post(RUN, "{'execute':true}", server.admin))).isEqualTo("400 request.invalid");
            assertThat(code(server.post("sensors/nosuch/run", WORK, server.admin)))
                    .isEqualTo("404 sensor.not-found");
            assertThat(runs(server)).isZero();
        }
    }

    @Test
    void the_kinds_it_works_on_are_listed(TestDatabase database) {
        try (var server = TenantServer.on(database, folder)) {
            assertThat(server.get("kinds", server.viewer).body())
                    .isEqualTo("{\"items\":[{\"kind\":\"graph\",\"table\":\"app.graph\"}],\"next\":null}");
        }
    }

    private static int runs(TenantServer server) {
        return server.live.write(
                db -> db.fetchCount(db.selectOne().from("coppice.audit").where("action = 'sensor.run'")));
    }
}
