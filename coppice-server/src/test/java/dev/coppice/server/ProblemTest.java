package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

@PostgresTest(Isolation.DATABASE)
class ProblemTest {
    @Test
    void unknown_route_is_told_in_four_parts(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var answer = server.get("/api/v1/nothing");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(answer.body())
                    .isEqualTo("{\"title\":\"Not Found\",\"status\":404,\"detail\":\"The request was not carried out. "
                            + "There is nothing at this address. Nothing was changed. "
                            + "GET /api/v1/routes lists what there is.\",\"code\":\"request.unknown-route\",\"kind\":\"not_found\","
                            + "\"effect\":\"none\",\"retry\":\"after_fix\"}");
        }
    }

    @Test
    void unknown_route_shows_people_a_page(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var answer = server.get("/nothing", request -> request.header("Accept", "text/html,*/*"));

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
            assertThat(answer.body()).contains("<h1>Not Found</h1>", "There is nothing at this address.");
        }
    }

    @Test
    void wrong_method_names_the_right_ones(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var answer = server.send("PUT", "/api/v1/tokens", request -> {});

            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow").orElse(""))
                    .contains("GET")
                    .contains("POST");
            assertThat(answer.body()).contains("\"code\":\"request.wrong-method\"");
        }
    }

    @Test
    void bodies_that_cannot_be_are_refused_and_change_nothing(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);
            var deep = "[".repeat(5_000);
            var bodies = List.of(
                    "",
                    "{",
                    "null",
                    "[]",
                    "{\"name\":1,\"name\":2}",
                    "{\"unknown\":true}",
                    "{} {}",
                    deep,
                    "{\"name\":\"a\",\"role\":\"king\",\"reason\":\"r\"}",
                    "{\"name\":\"a\",\"role\":\"viewer\"}",
                    "{\"name\":\"\",\"role\":\"viewer\",\"reason\":\"r\"}",
                    "{\"name\":\"a\",\"role\":\"viewer\",\"reason\":\"r\",\"days\":0}",
                    "{\"name\":\"a\",\"role\":\"viewer\",\"reason\":\"r\",\"days\":99999}");

            for (var body : bodies) {
                var answer = server.json("POST", "/api/v1/tokens", body, admin);
                assertThat(answer.statusCode()).as(body).isEqualTo(400);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            }
            int tokens = server.write(
                    db -> db.fetchCount(db.selectFrom("coppice.api_token").where("name <> 'test admin'")));
            assertThat(tokens).isZero();
        }
    }

    @Test
    void body_over_the_limit_is_refused(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var huge = "{\"name\":\"" + "x".repeat(300_000) + "\"}";

            var answer = server.json("POST", "/api/v1/tokens", huge, server.token(Role.ADMIN));

            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("Its body is larger than 256 KiB.");
        }
    }

    @Test
    void body_of_another_type_is_refused(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var answer = server.send(
                    "POST",
                    "/api/v1/tokens",
                    bearer(server.token(Role.ADMIN))
                            .andThen(request -> request.POST(HttpRequest.BodyPublishers.ofString("name=x"))));

            assertThat(answer.statusCode()).isEqualTo(415);
        }
    }

    @Test
    void path_tricks_are_client_errors(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            for (var path : List.of("/assets/..%2f..%2fx", "/%00", "/api/v1/tokens/%2e%2e/x", "/%c0%af")) {
                var answer = server.get(path);
                assertThat(answer.statusCode()).as(path).isBetween(400, 499);
                assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                        .contains("nosniff");
            }
        }
    }

    @Test
    @ExpectedLog(value = Level.ERROR, containing = "a request failed unexpectedly")
    void unexpected_failure_shows_an_incident_and_nothing_else(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);
            database.execute("ALTER TABLE coppice.audit_head RENAME TO audit_head_gone;"
                    + "CREATE VIEW coppice.audit_head AS SELECT 1 / 0 AS seq, ''::bytea AS hash");

            var answer = server.json(
                    "POST", "/api/v1/tokens", "{\"name\":\"a\",\"role\":\"viewer\",\"reason\":\"r\"}", admin);

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body())
                    .containsPattern("\"incident\":\"[0-9a-f]{12}\"")
                    .contains("\"effect\":\"unknown\"")
                    .doesNotContain("division", "audit_head", "Exception");
        }
    }
}
