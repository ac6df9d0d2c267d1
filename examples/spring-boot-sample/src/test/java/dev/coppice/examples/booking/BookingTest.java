package dev.coppice.examples.booking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** The application as its users meet it: over HTTP, on a database of its own. */
@PostgresTest(Isolation.DATABASE)
class BookingTest {
    private static ConfigurableApplicationContext application;
    private static RestClient http;
    private static JdbcClient sql;

    /** A status and what came with it. */
    private record Reply(int status, String body) {}

    @BeforeAll
    static void start(TestDatabase db) {
        application = new SpringApplicationBuilder(BookingApplication.class)
                .bannerMode(Banner.Mode.OFF)
                .properties(Map.of(
                        "server.port", "0",
                        "server.address", "127.0.0.1",
                        "spring.datasource.url", db.url(),
                        "spring.datasource.username", db.user(),
                        "spring.datasource.password", db.password()))
                .run();
        http = RestClient.create(
                "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port"));
        sql = application.getBean(JdbcClient.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void empty_the_tables() {
        sql.sql("TRUNCATE reservation.booking, reservation.log").update();
    }

    @Test
    void a_day_is_booked_and_found() {
        var id = number(book(1, "2027-03-01", "Ada"), 201);
        assertThat(send(HttpMethod.GET, "/bookings/" + id, ""))
                .isEqualTo(new Reply(200, "{\"id\":" + id + ",\"day\":\"2027-03-01\",\"guest\":\"Ada\"}"));
        assertThat(logged()).isEqualTo(1);
    }

    @Test
    void a_day_is_booked_once() {
        book(1, "2027-03-01", "Ada");
        assertThat(book(1, "2027-03-01", "Bob")).isEqualTo(reply(0, 409, "The room is taken that day."));
        assertThat(logged()).isEqualTo(2);
    }

    @Test
    void a_closed_room_and_an_unknown_one_are_forbidden() {
        assertThat(book(2, "2027-03-01", "Ada")).isEqualTo(reply(0, 403, "There is no such open room."));
        assertThat(book(9, "2027-03-01", "Ada").status()).isEqualTo(403);
    }

    @Test
    void a_name_that_is_too_long_or_left_out_is_a_bad_request() {
        assertThat(send(HttpMethod.POST, "/rooms/1/bookings", "{\"day\":\"2027-03-01\"}"))
                .isEqualTo(reply(0, 400, "A booking needs a day and a guest."));
        assertThat(book(1, "2027-03-01", "x".repeat(41)).status()).isEqualTo(400);
    }

    @Test
    void a_guest_is_changed_if_there_is_one() {
        var id = number(book(1, "2027-03-01", "Ada"), 201);
        assertThat(send(HttpMethod.PUT, "/bookings/" + id + "/guest", "Bob").status())
                .isEqualTo(200);
        assertThat(send(HttpMethod.PUT, "/bookings/0/guest", "Bob"))
                .isEqualTo(reply(0, 404, "There is no such booking."));
    }

    @Test
    void all_days_are_booked_with_one_entry() {
        var reply = bookAll(wish("2027-03-01"), wish("2027-03-02"));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(booked()).containsExactly("2027-03-01", "2027-03-02");
        assertThat(logged()).isEqualTo(1);
    }

    @Test
    void one_day_that_is_taken_takes_back_all_and_the_entry_of_the_client() {
        book(1, "2027-03-02", "Ada");
        assertThat(bookAll(wish("2027-03-01"), wish("2027-03-02")))
                .isEqualTo(reply(1, 409, "The room is taken that day."));
        assertThat(booked()).containsExactly("2027-03-02");
        assertThat(logged()).isEqualTo(1);
    }

    @Test
    void each_day_has_its_answer_and_the_free_ones_are_booked() {
        book(1, "2027-03-02", "Ada");
        var reply = send(
                HttpMethod.POST,
                "/rooms/1/bookings/each",
                List.of(wish("2027-03-01"), wish("2027-03-02"), "{\"day\":\"2027-03-03\"}", wish("2027-03-04"))
                        .toString());
        assertThat(reply)
                .isEqualTo(new Reply(
                        200,
                        "[" + answer(0, 200, "Done.")
                                + "," + answer(1, 409, "The room is taken that day.")
                                + "," + answer(2, 400, "A booking needs a day and a guest.")
                                + "," + answer(3, 200, "Done.") + "]"));
        assertThat(booked()).containsExactly("2027-03-01", "2027-03-02", "2027-03-04");
        assertThat(logged()).isEqualTo(2);
    }

    private static Reply book(int room, String day, String guest) {
        return send(
                HttpMethod.POST,
                "/rooms/" + room + "/bookings",
                "{\"day\":\"" + day + "\",\"guest\":\"" + guest + "\"}");
    }

    private static Reply bookAll(String... wishes) {
        return send(HttpMethod.POST, "/rooms/1/bookings/all", List.of(wishes).toString());
    }

    private static String wish(String day) {
        return "{\"day\":\"" + day + "\",\"guest\":\"Ada\"}";
    }

    private static Reply send(HttpMethod method, String path, String body) {
        var request = http.method(method).uri(path);
        if (!body.isEmpty()) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        return request.exchange((sent, reply) -> new Reply(
                reply.getStatusCode().value(), new String(reply.getBody().readAllBytes(), StandardCharsets.UTF_8)));
    }

    private static Reply reply(int index, int status, String message) {
        return new Reply(status, answer(index, status, message));
    }

    private static String answer(int index, int status, String message) {
        return "{\"index\":" + index + ",\"status\":" + status + ",\"message\":\"" + message + "\"}";
    }

    private static long number(Reply reply, int status) {
        assertThat(reply.status()).isEqualTo(status);
        return Long.parseLong(reply.body().replaceAll(".*\"id\":(\\d+).*", "$1"));
    }

    private static List<String> booked() {
        return sql.sql("SELECT day::text FROM reservation.booking ORDER BY day")
                .query(String.class)
                .list();
    }

    private static long logged() {
        return sql.sql("SELECT count(*) FROM reservation.log").query(Long.class).single();
    }
}
