package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.prune.Subject;
import dev.coppice.prune.SubjectConfig;
import dev.coppice.server.ServerConfig.Erasing;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of erasures. */
@PostgresTest(Isolation.DATABASE)
class ErasurePagesTest {
    private static final Pattern HASH = Pattern.compile("name=\"hash\" value=\"([^\"]+)\"");

    private final TestDatabase database;

    ErasurePagesTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void persons() {
        PersonServer.open(database);
    }

    @Test
    void a_person_is_planned_confirmed_erased_and_the_receipt_is_handed_out() {
        try (var server = PersonServer.on(database)) {
            server.live.work();
            var ana = new ConsoleSession(server.live, Role.OPERATOR);
            assertThat(ana.read("/erasures")).contains("Nothing was erased.").contains("Plan it");

            var plan = plan(ana, PersonServer.KEY);
            assertThat(plan.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(ConsoleSession.text(plan))
                    .contains(
                            "about the one whose key is " + PersonServer.KEY,
                            "Type " + PersonServer.KEY + " to confirm")
                    .contains("may begin", "app.login 2 deleted", "app.invoice 1 kept: tax; emptied: person_id");
            var hash = hash(plan);
            // Who it is about must be typed, and the reason may not tell who it is.
            for (var typed : new String[] {"", hash, "2"}) {
                assertThat(begin(ana, hash, typed, "request 118"))
                        .contains("What was typed to confirm")
                        .contains("app.login");
            }
            assertThat(begin(ana, hash, PersonServer.KEY, "it is " + PersonServer.KEY))
                    .contains("The reason holds the subject's key");
            assertThat(server.one("SELECT count(*) FROM coppice.erasure")).isEqualTo("0");

            var begun = ana.send(
                    "/erasures/begin",
                    "subject",
                    "person",
                    "key",
                    PersonServer.KEY,
                    "hash",
                    hash,
                    "confirmed",
                    PersonServer.KEY,
                    "reason",
                    "request 118",
                    "once",
                    "a-key-of-this-form");
            assertThat(begun.headers().firstValue("Location")).contains("/erasures/1");
            server.until("SELECT state = 'SUCCEEDED' FROM coppice.erasure");

            assertThat(ana.read("/erasures/1"))
                    .contains("erased", "request 118", "app.login 2 0 0", "app.invoice: tax", "campaign 1, succeeded");
            assertThat(ana.get("/campaigns").body())
                    .contains("href=\"/erasures/1\"")
                    .doesNotContain("/policies/policy");
            assertThat(ana.read("/erasures")).contains("1 person erased");
            var receipt = ana.get("/erasures/1/receipt");
            assertThat(receipt.headers().firstValue("Content-Disposition"))
                    .contains("attachment; filename=\"receipt-1.txt\"");
            assertThat(receipt.body())
                    .isEqualTo(server.get("erasures/1/receipt/document", server.viewer)
                            .body());
            assertThat(PersonServer.traces(database, PersonServer.KEY)).isEmpty();
        }
    }

    @Test
    void what_stands_in_the_way_is_told_and_no_button_shown() {
        try (var server = PersonServer.on(database)) {
            server.post("holds", "{'table':'app.login','key':['2'],'reason':'case 7'}", server.operator);
            var ana = new ConsoleSession(server.live, Role.OPERATOR);
            var held = plan(ana, PersonServer.KEY);
            assertThat(ConsoleSession.text(held))
                    .contains("cannot begin", "Held by hold 1 on app.login: case 7")
                    .doesNotContain("Erase it");
            assertThat(ConsoleSession.text(plan(ana, "9"))).contains("There is no such row.");
            assertThat(plan(ana, "x").statusCode()).isEqualTo(400);
            assertThat(ana.get("/erasures/7").statusCode()).isEqualTo(404);
            assertThat(ana.get("/erasures/7/receipt").statusCode()).isEqualTo(404);
            var eve = new ConsoleSession(server.live, Role.VIEWER);
            assertThat(eve.read("/erasures")).doesNotContain("Plan it");
            assertThat(plan(eve, PersonServer.KEY).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void two_people_sign_a_plan_and_a_third_executes_it() {
        try (var server = PersonServer.on(database, "approvals: 2")) {
            var hash = "";
            for (var name : new String[] {"ana", "ben"}) {
                var someone = new ConsoleSession(server.live, name, Role.ADMIN);
                var plan = plan(someone, PersonServer.KEY);
                assertThat(ConsoleSession.text(plan))
                        .contains(name.equals("ana") ? "first, by 2 people." : "first, by one more person.")
                        .doesNotContain("Erase it");
                hash = hash(plan);
                assertThat(someone.submit(
                                "/erasures/approve",
                                "subject",
                                "person",
                                "key",
                                PersonServer.KEY,
                                "hash",
                                hash,
                                "reason",
                                "looked at it"))
                        .contains("The plan is signed.");
            }
            var cid = new ConsoleSession(server.live, "cid", Role.OPERATOR);
            assertThat(ConsoleSession.text(plan(cid, PersonServer.KEY)))
                    .contains("Signed by ana at ", "Signed by ben at ", ": looked at it", "Erase it")
                    .doesNotContain("Sign it");
            assertThat(begin(cid, hash, PersonServer.KEY, "request 118")).contains("It is begun; the servers do it.");
        }
    }

    @Test
    void a_key_is_taken_with_the_blanks_it_has() {
        database.execute("""
                CREATE TABLE app.seat (hall text, place text, PRIMARY KEY (hall, place));
                INSERT INTO app.seat VALUES (' north', '4 ');
                """);
        var seats = new CoppiceYaml(List.of(SubjectConfig.SECTION))
                        .parse("coppice.yaml", "subjects: { seat: { table: app.seat } }")
                        .all(SubjectConfig.SECTION)
                        .entrySet()
                        .stream()
                        .map(each -> new Subject(each.getKey(), each.getValue()))
                        .toList();
        try (var live = LiveServer.on(database, config -> config.erasing(new Erasing(seats, Optional.empty())))) {
            var ana = new ConsoleSession(live, Role.ADMIN);
            var there = ana.send("/erasures/plan", "subject", "seat", "key", " north\r\n4 \r\n");
            assertThat(there.body())
                    .contains("may begin", "<code class=\"typed\"> north</code>", "<b class=\"typed\"> north 4 </b>");
            var stripped = ana.send("/erasures/plan", "subject", "seat", "key", "north\r\n4");
            assertThat(stripped.body()).contains("There is no such row.");
            for (var key : new String[] {"", "\r\n", "a\r\n\r\nb"}) {
                assertThat(ana.submit("/erasures/plan", "subject", "seat", "key", key))
                        .contains("is empty or has an empty line");
            }
        }
    }

    private static HttpResponse<String> plan(ConsoleSession session, String key) {
        return session.send("/erasures/plan", "subject", "person", "key", key);
    }

    private static String begin(ConsoleSession session, String hash, String typed, String reason) {
        return session.submit(
                "/erasures/begin",
                "subject",
                "person",
                "key",
                PersonServer.KEY,
                "hash",
                hash,
                "confirmed",
                typed,
                "reason",
                reason);
    }

    private static String hash(HttpResponse<String> plan) {
        var found = HASH.matcher(plan.body());
        assertThat(found.find()).as(plan.body()).isTrue();
        return found.group(1);
    }
}
