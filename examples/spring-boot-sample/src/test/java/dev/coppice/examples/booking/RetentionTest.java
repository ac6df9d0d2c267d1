package dev.coppice.examples.booking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** What goes by itself and by a word, over HTTP, on a database that had no schema coppice. */
@PostgresTest(Isolation.DATABASE)
class RetentionTest {
    @TempDir
    static Path folder;

    private static ConfigurableApplicationContext application;
    private static RestClient http;
    private static JdbcClient sql;

    /** A status and what came with it. */
    private record Reply(int status, String body) {}

    @BeforeAll
    static void start(TestDatabase db) {
        var properties = new HashMap<String, Object>(Map.of(
                "server.port",
                "0",
                "server.address",
                "127.0.0.1",
                "spring.datasource.url",
                db.url(),
                "spring.datasource.username",
                db.user(),
                "spring.datasource.password",
                db.password(),
                "coppice.policies.past-bookings.archive.to",
                "file:" + folder.resolve("archive"),
                "coppice.kinds.room.backup.to",
                "file:" + folder.resolve("backups"),
                "management.endpoint.health.show-details",
                "always"));
        application = new SpringApplicationBuilder(BookingApplication.class)
                .bannerMode(Banner.Mode.OFF)
                .run(properties.entrySet().stream()
                        .map(property -> "--" + property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new));
        http = RestClient.create(
                "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port"));
        sql = application.getBean(JdbcClient.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void book_a_day_long_ago_and_one_to_come() {
        sql.sql("TRUNCATE reservation.booking, reservation.log").update();
        sql.sql("INSERT INTO reservation.booking (room_id, day, guest)"
                        + " VALUES (1, current_date - 400, 'Ada'), (1, current_date + 1, 'Bob')")
                .update();
        sql.sql(
                        "INSERT INTO reservation.log (room_id, wishes, at) VALUES (1, 1, now() - interval '31 d'), (1, 1, now())")
                .update();
    }

    @Test
    void a_policy_of_the_yaml_is_planned_and_executed_with_an_archive() {
        assertThat(get("/policies/past-bookings/plan"))
                .isEqualTo(new Reply(200, "{\"policy\":\"past-bookings\",\"roots\":1,\"exact\":true}"));
        assertThat(post("/policies/past-bookings/prune", "year end").body())
                .contains("\"state\":\"SUCCEEDED\",\"roots\":1");
        assertThat(count("reservation.booking")).isEqualTo(1);
        assertThat(folder.resolve("archive")).isNotEmptyDirectory();
    }

    @Test
    void a_policy_of_a_bean_is_executed() {
        assertThat(post("/policies/old-log/prune", "year end").body()).contains("\"roots\":1");
        assertThat(count("reservation.log")).isEqualTo(1);
    }

    @Test
    void a_policy_that_is_not_there_is_a_problem_with_a_code() {
        assertThat(post("/policies/future-bookings/prune", "year end")).satisfies(reply -> {
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.body()).contains("\"code\":\"policy.not-found\"");
        });
    }

    @Test
    void a_room_is_removed_with_its_bookings_in_a_backup() throws InterruptedException {
        sql.sql("INSERT INTO reservation.room VALUES (7)").update();
        sql.sql("INSERT INTO reservation.booking (room_id, day, guest) VALUES (7, current_date, 'Eve')")
                .update();
        var begun = post("/rooms/7/removal", "the house is sold");
        assertThat(begun.status()).isEqualTo(202);
        var operation = Long.parseLong(begun.body().replaceAll(".*\"operation\":(\\d+).*", "$1"));
        assertThat(ended(operation)).isEqualTo(OperationState.SUCCEEDED);
        assertThat(count("reservation.booking WHERE room_id = 7")).isZero();
        assertThat(sql.sql("SELECT status FROM reservation.room WHERE id = 7")
                        .query(String.class)
                        .single())
                .isEqualTo("deprovisioned");
        assertThat(folder.resolve("backups")).isNotEmptyDirectory();
    }

    @Test
    void actuator_tells_how_it_stands() {
        assertThat(get("/actuator/health").body())
                .contains("\"coppice\":{\"details\":{\"schema\":\"current\",\"jobs\":\"alive\"");
        assertThat(get("/actuator/coppice").body())
                .contains(
                        "\"policy\":\"past-bookings\",\"table\":\"reservation.booking\",\"schedule\":\"0 3 * * *\"",
                        "\"policy\":\"old-log\"",
                        "\"kinds\":[\"room\"]",
                        "\"name\":\"booking:prune-past-bookings\"",
                        "\"frozen\":false");
    }

    @Test
    void actuator_freezes_everything_and_lets_it_go_on() {
        assertThat(postJson("/actuator/coppice/freeze", "{\"reason\":\"audit\"}")
                        .body())
                .contains("\"frozen\":true", "\"by\":\"actuator\"", "\"reason\":\"audit\"");
        assertThat(post("/policies/old-log/prune", "year end").body()).contains("INTERRUPTED");
        assertThat(count("reservation.log")).isEqualTo(2);
        assertThat(postJson("/actuator/coppice/freeze", "{\"reason\":\"again\"}")
                        .status())
                .isEqualTo(400);
        assertThat(postJson("/actuator/coppice/unfreeze", "{\"reason\":\"audit is over\"}")
                        .body())
                .contains("\"frozen\":false");
        assertThat(post("/policies/old-log/prune", "year end").body()).contains("SUCCEEDED");
        assertThat(postJson("/actuator/coppice/melt", "{\"reason\":\"x\"}").status())
                .isEqualTo(400);
    }

    /** The jobs may have taken it up already. */
    private static OperationState ended(long operation) throws InterruptedException {
        var lifecycle = application.getBean(Lifecycle.class);
        var found = lifecycle.teardowns().advance(operation);
        for (int tries = 0; !found.state().ended() && tries < 10_000; tries++) {
            found = lifecycle.teardowns().advance(operation);
        }
        return found.state();
    }

    private static long count(String rows) {
        return sql.sql("SELECT count(*) FROM " + rows).query(Long.class).single();
    }

    private static Reply get(String path) {
        return reply(http.method(HttpMethod.GET).uri(path));
    }

    private static Reply post(String path, String text) {
        return reply(http.method(HttpMethod.POST)
                .uri(path)
                .contentType(MediaType.TEXT_PLAIN)
                .body(text));
    }

    private static Reply postJson(String path, String body) {
        return reply(http.method(HttpMethod.POST)
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body));
    }

    private static Reply reply(RestClient.RequestHeadersSpec<?> request) {
        return request.exchange((sent, reply) -> new Reply(
                reply.getStatusCode().value(), new String(reply.getBody().readAllBytes(), StandardCharsets.UTF_8)));
    }
}
