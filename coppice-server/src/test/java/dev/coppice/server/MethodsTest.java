package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static dev.coppice.server.TenantServer.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class MethodsTest {
    @Test
    void head_is_answered_like_get_without_a_body(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var viewer = bearer(server.token(Role.VIEWER));
            Consumer<HttpRequest.Builder> nobody = request -> {};

            for (var path :
                    List.of("/health/live", "/health/ready", "/login/any", "/api/v1/settings/public?name=theme")) {
                same(server, path, nobody);
            }
            for (var path : List.of("/api/v1/whoami", "/api/v1/routes", "/api/v1/tokens", "/api/v1/nothing", "/")) {
                same(server, path, nobody);
                same(server, path, viewer);
            }
            same(server, "/api/v1/whoami", bearer("cop_made-up"));
        }
    }

    @Test
    void head_asks_whether_the_database_is_there(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            database.execute("DROP SCHEMA coppice CASCADE");

            Waiting.until(
                    () -> server.send("HEAD", "/health/ready", request -> {}).statusCode() == 503);
        }
    }

    @Test
    void other_methods_are_refused_with_those_there_are(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            for (var method : List.of("OPTIONS", "PUT", "DELETE", "TRACE")) {
                var answer = server.send(method, "/api/v1/whoami", request -> {});
                assertThat(code(answer)).as(method).isEqualTo("405 request.wrong-method");
                assertThat(answer.headers().firstValue("Allow")).as(method).contains("GET, HEAD");
            }
            assertThat(server.send("HEAD", "/logout", request -> {}).statusCode())
                    .isEqualTo(405);
            assertThat(server.send("OPTIONS", "/api/v1/nothing", request -> {}).statusCode())
                    .isEqualTo(404);
        }
    }

    private static void same(LiveServer server, String path, Consumer<HttpRequest.Builder> who) {
        var get = server.get(path, who);
        var head = server.send("HEAD", path, who);

        assertThat(head.statusCode()).as(path).isEqualTo(get.statusCode());
        assertThat(head.body()).as(path).isEmpty();
        for (var name : List.of("Content-Type", "ETag", "Cache-Control", "WWW-Authenticate", "Content-Length")) {
            assertThat(head.headers().allValues(name))
                    .as(path + " " + name)
                    .isEqualTo(get.headers().allValues(name));
        }
    }
}
