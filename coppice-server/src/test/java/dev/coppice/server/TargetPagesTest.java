package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The console over three databases: every page of one leads to pages of the same, and says which it is about. */
@PostgresTest(Isolation.DATABASE)
class TargetPagesTest {
    private static final String WHY = "{'reason':'a test'}";
    private static final Pattern ADDRESS =
            Pattern.compile("\\b(?:href|action|hx-get|sse-connect|data-page)=\"([^\"]*)\"");
    private static final Pattern HEADER = Pattern.compile("(?s)<details class=\"place\">.*?</details>");

    /** What every page has, whichever database it is about; the header's list of the others apart. */
    private static final List<String> EVERYWHERE = List.of("#main", "/", "/logout", "/targets");

    /** How each page is asked, by its template. */
    private static final Map<String, List<String>> PAGES = Map.ofEntries(
            Map.entry("/", List.of("")),
            Map.entry("/overview/numbers", List.of("/overview/numbers")),
            Map.entry("/brakes", List.of("/brakes", "/brakes?next=0")),
            Map.entry("/audit", List.of("/audit", "/audit?actor=nobody", "/audit?verify=true")),
            Map.entry("/policies", List.of("/policies")),
            Map.entry("/policies/policy", List.of("/policies/policy?name=closed-carts")),
            Map.entry("/policies/plan", List.of("/policies/plan?name=closed-carts")),
            Map.entry("/campaigns", List.of("/campaigns", "/campaigns?policy=closed-carts&next=9")),
            Map.entry("/campaigns/{id}", List.of("/campaigns/1", "/campaigns/2")),
            Map.entry("/campaigns/{id}/live", List.of("/campaigns/1/live")),
            Map.entry("/campaigns/{id}/acts", List.of("/campaigns/2/acts")),
            Map.entry("/archives", List.of("/archives", "/archives?next=9")),
            Map.entry("/archives/{id}", List.of("/archives/1")),
            Map.entry("/archives/{id}/restore", List.of("/archives/1/restore?on-conflict=fail")),
            Map.entry("/trace", List.of("/trace", "/trace?table=shop.cart&key=1")),
            Map.entry("/doctor", List.of("/doctor")));

    private final FleetServer fleet;

    TargetPagesTest(TestDatabase database, @TempDir Path folder) {
        this.fleet = FleetServer.on(database, "archive: { to: \"file:" + folder + "/archive\" }");
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void every_page_of_a_target_leads_to_its_own_pages_and_names_it() {
        prunedAndPlanned("targets/eu-1/");
        fleet.post("targets/eu-1/holds", "{'table':'shop.cart','key':['4'],'reason':'a case'}", fleet.operator);
        var ana = new ConsoleSession(fleet.live(), Role.ADMIN);
        var asked = templates(ana).flatMap(template -> addresses(template)).toList();
        assertThat(asked).hasSize(23);
        for (var address : asked) {
            var page = ana.get("/targets/eu-1" + address);
            assertThat(page.statusCode()).as(address + "\n" + page.body()).isEqualTo(200);
            assertThat(foreign(page)).as(address).isEmpty();
            if (page.body().contains("<html")) {
                assertThat(page.body()).as(address).containsPattern("<title>[^<]+ · eu-1 · coppice · Coppice</title>");
                assertThat(page.body()).as(address).contains("Database <b>eu-1</b>", "href=\"/targets/eu-2");
            }
        }
        assertThat(ana.get("/targets/eu-3").statusCode()).isEqualTo(404);
        assertThat(ana.get("/targets/eu-1/jobs").statusCode()).isEqualTo(404);
        assertThat(ana.get("/campaigns/1").statusCode()).isEqualTo(404);
    }

    @Test
    void the_home_keeps_its_addresses_and_says_its_name() {
        prunedAndPlanned("");
        var ana = new ConsoleSession(fleet.live(), Role.ADMIN);
        for (var address : Stream.concat(
                        Stream.of("/resources", "/settings", "/jobs"),
                        PAGES.values().stream().flatMap(List::stream).filter(page -> page.contains("a")))
                .toList()) {
            var page = ana.get(address);
            assertThat(page.statusCode()).as(address + "\n" + page.body()).isEqualTo(200);
            assertThat(HEADER.matcher(page.body()).replaceAll("")).as(address).doesNotContain("\"/targets/");
        }
        assertThat(ana.get("/policies").body())
                .contains("<title>Policies · hub · coppice · Coppice</title>", "href=\"/targets/eu-1/policies\"");
        assertThat(ana.get("/jobs").body()).contains("href=\"/targets/eu-1\"");
        assertThat(ana.get("/targets/hub/policies").body()).contains("Database <b>hub</b>");
        assertThat(fleet.live().get("/login/x").body()).contains("<title>Log in · coppice · Coppice</title>");
    }

    @Test
    void an_act_on_a_target_leads_back_to_it_and_its_notice_shows_nowhere_else() {
        var ana = new ConsoleSession(fleet.live(), Role.ADMIN);
        var frozen = ana.send("/targets/eu-1/brakes/freeze", "reason", "an incident");
        assertThat(frozen.statusCode()).isEqualTo(303);
        assertThat(frozen.headers().firstValue("Location")).hasValue("/targets/eu-1/brakes");
        var notice = frozen.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        assertThat(ana.get("/brakes", notice).body()).doesNotContain("is frozen: nothing begins");
        assertThat(ana.get("/targets/eu-2/brakes", notice).body()).doesNotContain("is frozen: nothing begins");
        assertThat(ConsoleSession.text(ana.follow(frozen)))
                .contains("Everything in eu-1 is frozen: nothing begins to delete there", "Unfreeze in eu-1")
                .doesNotContain("Hold a resource");
        assertThat(fleet.of("SELECT frozen_by FROM coppice.hold_epoch")).isEqualTo("null ana null");

        var refused = ana.send("/targets/eu-1/brakes/hold-rows", "table", "nowhere", "reason", "a case");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("value=\"a case\"", "action=\"/targets/eu-1/brakes/hold-rows\"");
        assertThat(foreign(refused)).isEmpty();
    }

    @Test
    void what_is_refused_on_a_page_of_a_target_names_commands_that_act_on_it() {
        var ana = new ConsoleSession(fleet.live(), Role.ADMIN);
        assertThat(ana.submit("/targets/eu-1/brakes/release", "hold", "99", "reason", "a test"))
                .contains("Run \"coppice hold list --target eu-1\"");
        fleet.first.execute("CREATE TABLE shop.keyless (a int)");
        assertThat(ana.read("/targets/eu-1/trace?table=shop.keyless&key=1"))
                .contains("Look for its rows with \"coppice archive query --target eu-1\"");
        assertThat(ana.read("/targets/eu-1/policies/policy?name=none"))
                .contains("GET /api/v1/targets/eu-1/policies lists those it knows.", "To all databases");
        assertThat(ana.submit("/brakes/release", "hold", "99", "reason", "a test"))
                .contains("Run \"coppice hold list\"");
    }

    @Test
    void one_that_cannot_be_worked_on_or_reached_is_told_by_its_name() {
        var ana = new ConsoleSession(fleet.live(), Role.ADMIN);
        fleet.leave();
        assertThat(ana.submit("/targets/eu-2/freeze", "reason", "a test"))
                .contains("cannot reach the database of target \"eu-2\".");
        fleet.back();
        fleet.first.execute("DROP SCHEMA coppice CASCADE");
        assertThat(ana.read("/targets")).contains("It has no schema coppice yet. Freeze eu-1");
        assertThat(ana.submit("/targets/eu-1/freeze", "reason", "a test"))
                .contains("The database of target \"eu-1\" has no", "\"coppice schema migrate --target eu-1\"");
    }

    @Test
    void all_that_was_done_in_part_is_tried_again_when_the_same_form_is_sent_again() {
        var ana = new ConsoleSession(fleet.live(), Role.ADMIN);
        fleet.leave();
        var form = new String[] {"reason", "incident 119", "once", "a-key-of-this-form"};
        assertThat(ana.send("/targets/freeze", form).statusCode()).isEqualTo(503);
        fleet.back();
        assertThat(ana.submit("/targets/freeze", form)).contains("All databases are frozen.");
        assertThat(fleet.of("SELECT frozen_reason FROM coppice.hold_epoch"))
                .isEqualTo("incident 119 incident 119 incident 119");
    }

    @Test
    void the_databases_are_shown_and_one_that_is_away_hides_none() {
        fleet.post("targets/eu-1/policies/closed-carts/prune", WHY, fleet.operator);
        fleet.post("targets/eu-1/freeze", "{'reason':'incident 118'}", fleet.operator);
        fleet.way.leave(0);
        var ana = new ConsoleSession(fleet.live(), Role.ADMIN);
        var began = System.nanoTime();
        var page = ana.read("/targets");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(page)
                .containsPattern("hub [^ ]+ PostgreSQL [^ ]+, schema \\d+ not frozen Freeze hub")
                .containsPattern("eu-1 [^ ]+ PostgreSQL [^ ]+, schema \\d+ frozen by test operator: incident 118")
                .contains("Campaign 1 of closed-carts succeeded")
                .contains("no answer The server cannot reach the database of target \"eu-2\".")
                .contains("Unfreeze eu-1", "Freeze eu-2", "Freeze all databases", "Unfreeze all databases");
        assertThat(ana.get("/targets").body()).contains("href=\"/targets/eu-1/campaigns/1\"", "href=\"/policies\"");
        var viewer = new ConsoleSession(fleet.live(), "vic", Role.VIEWER);
        assertThat(viewer.get("/targets").body()).doesNotContain("name=\"reason\"");
        assertThat(viewer.send("/targets/hub/freeze", "reason", "x").statusCode())
                .isEqualTo(403);
        var operator = new ConsoleSession(fleet.live(), "otto", Role.OPERATOR);
        assertThat(operator.read("/targets")).contains("Freeze hub").doesNotContain("Unfreeze");
        assertThat(operator.send("/targets/eu-1/unfreeze", "reason", "x").statusCode())
                .isEqualTo(403);
        assertThat(operator.send("/targets/unfreeze", "reason", "x").statusCode())
                .isEqualTo(403);
        assertThat(operator.send("/targets/eu-3/freeze", "reason", "x").statusCode())
                .isEqualTo(404);
        assertThat(operator.submit("/targets/freeze", "reason", "incident 119"))
                .contains(
                        "Not all databases are frozen. Those that are: hub, eu-1. eu-2 is not frozen: The server cannot"
                                + " reach the database of target \"eu-2\". Do it again once they answer");
        fleet.way.back();
        assertThat(operator.submit("/targets/freeze", "reason", "incident 119")).contains("All databases are frozen.");
        assertThat(fleet.of("SELECT frozen_reason FROM coppice.hold_epoch"))
                .isEqualTo("incident 119 incident 118 incident 119");
        assertThat(ana.submit("/targets/eu-1/unfreeze", "reason", "over"))
                .contains("eu-1 is unfrozen: what waited goes on.");
        assertThat(ana.submit("/targets/eu-1/unfreeze", "reason", "over")).contains("not frozen");
        assertThat(ana.submit("/targets/unfreeze", "reason", "over")).contains("All databases are unfrozen.");
    }

    private void prunedAndPlanned(String target) {
        var pruned = fleet.post(target + "policies/closed-carts/prune", WHY, fleet.operator);
        assertThat(pruned.statusCode()).as(pruned.body()).isEqualTo(200);
        var begun = fleet.post(target + "policies/closed-carts/campaigns", WHY, fleet.operator);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    }

    private static Stream<String> templates(ConsoleSession ana) {
        return JsonMapper.shared()
                .readTree(ana.get("/api/v1/routes").body())
                .get("items")
                .valueStream()
                .filter(row -> row.get("method").asString().equals("GET"))
                .map(row -> row.get("path").asString())
                .filter(path -> path.startsWith("/targets/{target}"))
                .map(path -> path.substring("/targets/{target}".length()));
    }

    private static Stream<String> addresses(String template) {
        assertThat(PAGES).as("every page of a target is walked").containsKey(template);
        return PAGES.getOrDefault(template, List.of()).stream();
    }

    private static List<String> foreign(HttpResponse<String> page) {
        return ADDRESS.matcher(HEADER.matcher(page.body()).replaceAll(""))
                .results()
                .map(found -> found.group(1))
                .filter(address -> !address.equals("/targets/eu-1")
                        && !address.startsWith("/targets/eu-1/")
                        && !address.startsWith("/assets/")
                        && !EVERYWHERE.contains(address))
                .toList();
    }
}
