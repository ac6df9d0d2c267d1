package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages about resources and what becomes of them, read and sent without a browser. */
@PostgresTest(Isolation.DATABASE)
class LifecyclePagesTest {
    private static final String[] KG1 = {"kind", "graph", "id", "kg1", "reason", "a test"};
    private static final String PAGE = "/resources/resource?kind=graph&id=";
    private static final String OPEN = "<details class=\"act\"[^>]* open";
    private static final Act ACT = Act.of("ana", "a test");

    private final TestDatabase database;
    private TenantServer server;
    private SigningKeyFile key;
    private Lifecycle lifecycle;
    private ConsoleSession admin;

    @TempDir
    Path folder;

    LifecyclePagesTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void serve() throws IOException {
        TenantServer.settle(database);
        new CoppiceSchema(database.dataSource()).migrate();
        key = SigningKeyFile.create(folder.resolve("coppice.key"));
        serve("");
    }

    private void serve(String moreSteps) {
        var kinds = TenantServer.kinds(folder, yaml -> yaml + moreSteps);
        lifecycle =
                Lifecycle.on(database.dataSource()).kinds(kinds).signedBy(key).build();
        server = TenantServer.on(
                database,
                kinds,
                config -> config.managing(source ->
                        Lifecycle.on(source).kinds(kinds).signedBy(key).build()));
        admin = new ConsoleSession(server.live, Role.ADMIN);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_board_shows_where_resources_stand_and_finds_them_by_state_tier_and_owner() {
        lifecycle.resources().suspend(new ResourceId("graph", "kg2"), ACT);

        assertThat(admin.read("/resources"))
                .contains("3 all 2 active 1 suspended")
                .contains("kg1 active – standard")
                .contains("kg2 suspended suspended since");
        assertThat(admin.read("/resources?kind=graph&state=suspended&tier=&owner="))
                .contains("kg2 suspended")
                .doesNotContain("kg1");
        assertThat(admin.read("/resources?tier=standard")).contains("kg1").doesNotContain("kg2 s");
        assertThat(admin.read("/resources?owner=nobody")).contains("No graph is as you ask.");
        assertThat(admin.get("/resources?state=happy").statusCode()).isEqualTo(400);
        assertThat(admin.read("/resources?kind=wood")).contains("wood");
    }

    @Test
    void the_board_is_paged_by_id() {
        database.execute(
                "INSERT INTO app.graph (graph_id) SELECT 'n' || lpad(i::text, 3, '0') FROM generate_series(1, 60) i");
        var first = admin.get("/resources").body();
        var next = Pattern.compile("<a href=\"([^\"]+)\" rel=\"next\">").matcher(first);

        assertThat(first).contains(">n048<").doesNotContain(">n049<", "First page");
        assertThat(next.find()).isTrue();
        assertThat(admin.get(next.group(1).replace("&amp;", "&")).body())
                .contains(">n049<", ">n060<", ">sec<", "First page")
                .doesNotContain(">n048<", "Next page");
    }

    @Test
    void a_page_offers_what_is_legal_to_whom_it_is_allowed() {
        var operator = new ConsoleSession(server.live, Role.OPERATOR);
        var viewer = new ConsoleSession(server.live, Role.VIEWER);

        assertThat(buttons(operator, "kg1")).containsExactly("Suspend", "Back up", "Hold");
        assertThat(buttons(viewer, "kg1")).isEmpty();
        assertThat(buttons(operator, "sec")).containsExactly("Back up", "Hold");
        assertThat(operator.read(PAGE + "sec")).contains("It is protected").doesNotContain("Plan its teardown");
        operator.submit("/resources/suspend", KG1);
        assertThat(buttons(operator, "kg1")).containsExactly("Reactivate", "Back up", "Hold");
        operator.submit("/resources/hold", and(KG1, "origin", "case 7", "until", ""));
        assertThat(buttons(operator, "kg1")).doesNotContain("Release hold 1");
        assertThat(buttons(admin, "kg1")).contains("Release hold 1");
        assertThat(viewer.send("/resources/reactivate", KG1).statusCode()).isEqualTo(403);
        assertThat(operator.send("/resources/release", and(KG1, "hold", "1")).statusCode())
                .isEqualTo(403);
        assertThat(admin.read("/audit")).contains("hold.placed", "case 7");
        assertThat(operator.get("/audit").statusCode()).isEqualTo(403);
        assertThat(operator.get("/").body()).doesNotContain("href=\"/audit\"").contains("href=\"/teardowns\"");
    }

    @Test
    void what_is_refused_is_said_on_the_page_and_changes_nothing() {
        assertThat(admin.send("/resources/suspend", "kind", "graph", "id", "kg1", "reason", " "))
                .returns(400, HttpResponse::statusCode)
                .extracting(ConsoleSession::text)
                .asString()
                .contains("The field reason is empty.");
        assertThat(admin.submit("/resources/reactivate", KG1))
                .contains("kg1 active")
                .contains("Nothing was changed");
        assertThat(admin.send("/resources/hold", and(KG1, "origin", "case", "until", "soon"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(admin.get(PAGE + "nope").statusCode()).isEqualTo(404);
        assertThat(admin.get("/resources/resource").statusCode()).isEqualTo(400);
        assertThat(admin.get("/teardowns/7").statusCode()).isEqualTo(404);
        assertThat(admin.get("/teardowns/seven/live").statusCode()).isEqualTo(404);
        assertThat(admin.get("/backups/7/restore").statusCode()).isEqualTo(404);
        assertThat(admin.get("/backups?month=moon").statusCode()).isEqualTo(400);
        assertThat(lifecycle
                        .resources()
                        .find(new ResourceId("graph", "kg1"))
                        .orElseThrow()
                        .state())
                .isEqualTo(ResourceState.ACTIVE);
    }

    @Test
    void a_teardown_runs_under_the_plan_that_was_shown_and_no_other() {
        var shown = hash(admin.get("/resources/deprovision?kind=graph&id=kg1").body());
        assertThat(admin.submit("/resources/deprovision", begin(shown, "kg2")))
                .contains("What was typed to confirm is not the name");
        database.execute("INSERT INTO app.graph (graph_id, parent_id) VALUES ('kg1.a', 'kg1')");
        assertThat(admin.submit("/resources/deprovision", begin(shown, "kg1")))
                .contains("kg1.a")
                .contains("Tear it down");
        assertThat(lifecycle.operations().list(OperationQuery.newest()).items()).isEmpty();

        var now = hash(admin.get("/resources/deprovision?kind=graph&id=kg1").body());
        assertThat(admin.submit("/resources/deprovision", begin(now, "kg1")))
                .contains("The teardown has begun.")
                .contains("Call it off");
        assertThat(buttons(admin, "kg1")).containsExactly("Hold");
        assertThat(admin.submit("/teardowns/1/cancel", "reason", "a mistake")).contains("It is called off.");
        assertThat(buttons(admin, "kg1")).contains("Suspend");
    }

    @Test
    void only_admins_plan_to_keep_nothing() {
        var operator = new ConsoleSession(server.live, Role.OPERATOR);
        var page = "/resources/deprovision?kind=graph&id=kg1&without-backup=true";
        assertThat(operator.read(page)).contains("none: nothing is kept");
        assertThat(operator.get(page).body()).doesNotContain("<summary>Tear it down");
        assertThat(admin.get(page).body()).contains("<summary>Tear it down");
        var fields = and(begin(hash(admin.get(page).body()), "kg1"), "without-backup", "true");
        assertThat(operator.send("/resources/deprovision", fields).statusCode()).isEqualTo(403);
        assertThat(admin.submit("/resources/deprovision", fields)).contains("Nothing is kept");
    }

    @Test
    void a_certificate_is_shown_checked_and_sent() throws InterruptedException {
        var plan = hash(admin.get("/resources/deprovision?kind=graph&id=kg1").body());
        admin.submit("/resources/deprovision", begin(plan, "kg1"));
        assertThat(admin.read("/certificates")).contains("No certificate was signed yet.");
        lifecycle.teardowns().runOnce();

        assertThat(admin.read("/certificates")).contains("graph kg1").contains("holds");
        assertThat(admin.read("/teardowns/1")).contains("What came of it").contains("Look 1 to come");
        assertThat(admin.read("/teardowns/1?verify=true")).contains("The certificate is genuine");
        assertThat(admin.get("/teardowns/1/certificate"))
                .returns(
                        List.of("attachment; filename=\"coppice-certificate-1.json\""),
                        file -> file.headers().allValues("Content-Disposition"))
                .returns(lifecycle.certificates().ofOperation(1).orElseThrow().document(), HttpResponse::body);
        database.execute("ALTER TABLE coppice.certificate DISABLE TRIGGER ALL;"
                + " UPDATE coppice.certificate SET body = replace(body, 'kg1', 'kg9')");
        assertThat(admin.read("/teardowns/1?verify=true")).contains("The certificate is not genuine");
    }

    @Test
    void a_step_that_fails_says_why_and_what_can_be_done_about_it() throws Exception {
        server.close();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var nobody = taken.getLocalPort();
            taken.close();
            serve("      - { name: tell-billing, best-effort: true, http: { url: \"http://127.0.0.1:" + nobody
                    + "/{id}\" } }\n");
        }
        var plan = hash(admin.get("/resources/deprovision?kind=graph&id=kg1").body());
        admin.submit("/resources/deprovision", begin(plan, "kg1"));
        lifecycle.teardowns().runOnce();

        assertThat(admin.read("/teardowns/1"))
                .contains("Why is it not gone?")
                .contains("tell-billing failed")
                .contains("Tried 1 time.")
                .contains("it is tried again by itself")
                .contains("delete-documents done Removed 3.")
                .doesNotContain("Call it off");
        assertThat(summaries(admin, "/teardowns/1"))
                .containsExactly(
                        "Try again now", "Record that tell-billing was done by hand", "Leave tell-billing undone");
        assertThat(admin.read("/teardowns")).contains("Not ended").contains("residual");
        assertThat(admin.submit("/teardowns/1/retry", "reason", "a test")).contains("It is due now.");
        assertThat(admin.submit("/teardowns/1/resolve", "step", "tell-billing", "reason", "a test"))
                .contains("Why is it not gone?")
                .contains("Nothing was changed");
        assertThat(admin.submit("/teardowns/1/abandon", "step", "tell-billing", "confirmed", "it", "reason", "a test"))
                .contains("What was typed to confirm");
        var left = admin.submit(
                "/teardowns/1/abandon",
                "step",
                "tell-billing",
                "confirmed",
                "tell-billing",
                "reason",
                "billing is gone");
        assertThat(left).contains("It is recorded that the step stays undone.").contains("billing is gone");
        assertThat(summaries(admin, "/teardowns/1")).doesNotContain("Leave tell-billing undone");
    }

    @Test
    void backups_lie_on_the_calendar_and_are_read_back_and_restored() throws InterruptedException {
        assertThat(admin.submit("/resources/backup", KG1)).contains("It is backed up");
        var backup = lifecycle.backups().find(1).orElseThrow();
        var day = backup.expiresAt().orElseThrow().toString().substring(0, 10);
        var month = "/backups?month=" + day.substring(0, 7);

        assertThat(admin.get(month).body()).contains("day=" + day + "#list").contains(": 1 backup\"");
        assertThat(admin.read(month + "&day=" + day)).contains("Kept until").contains("graph kg1");
        assertThat(admin.read("/backups?day=2020-02-02")).contains("There is none.");
        assertThat(admin.submit("/backups/1/verify", "reason", "a test")).contains("It is whole");
        assertThat(admin.submit("/backups/1/drill", "reason", "a test")).contains("found equal");
        assertThat(admin.get("/backups/1/download").headers().firstValue("Content-Type"))
                .hasValue("application/zip");
        assertThat(admin.read("/backups/1/restore")).contains("Refuses it now").doesNotContain("Bring it back");
        var plan = hash(admin.get("/resources/deprovision?kind=graph&id=kg1").body());
        admin.submit("/resources/deprovision", begin(plan, "kg1"));
        lifecycle.teardowns().runOnce();
        database.execute("""
                CREATE FUNCTION app.shout() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN new.body = upper(new.body); RETURN new; END $$;
                CREATE TRIGGER shout BEFORE INSERT ON app.document FOR EACH ROW EXECUTE FUNCTION app.shout();
                """);
        assertThat(admin.read("/backups/2/restore"))
                .contains("Triggers that fire meanwhile", "app.document shout app.shout at once", "Bring it back");
        assertThat(admin.submit("/backups/2/restore", "reason", "a test"))
                .contains("It is back, and 3 rows are not as saved.", "3 rows of app.document are other than saved")
                .contains("in body. The backup has them as they were.");
        assertThat(lifecycle
                        .resources()
                        .find(new ResourceId("graph", "kg1"))
                        .orElseThrow()
                        .state())
                .isEqualTo(ResourceState.ACTIVE);
    }

    @Test
    void a_check_that_finds_damage_says_so_and_its_form_is_closed() throws IOException {
        admin.submit("/resources/backup", KG1);
        try (var files = Files.walk(folder.resolve("backups"))) {
            var file = files.filter(each -> each.toString().endsWith(".zst"))
                    .findFirst()
                    .orElseThrow();
            var bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }

        var page = admin.send("/backups/1/verify", "reason", "a look");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("not as it was saved")
                .doesNotContain("a look")
                .doesNotContainPattern(OPEN);
        assertThat(admin.send("/backups/1/verify", "reason", " ").body()).containsPattern(OPEN);
    }

    @Test
    void what_is_over_is_removed_when_the_word_is_typed() {
        lifecycle.backups().create(new ResourceId("graph", "kg1"), ACT);
        assertThat(admin.read("/backups")).doesNotContain("Remove what is over");
        database.execute(
                "UPDATE coppice.backup SET created_at = now() - interval '9 d', completed_at = now() - interval '8 d',"
                        + " verified_at = now() - interval '8 d', expires_at = now() - interval '1 d'");

        assertThat(admin.read("/backups")).contains("The time of 1 backup is over.");
        assertThat(admin.submit("/backups/expire", "confirmed", "yes", "reason", "a test"))
                .contains("What was typed to confirm");
        assertThat(admin.submit("/backups/expire", "confirmed", "expire", "reason", "a test"))
                .contains("What was over is removed.");
        assertThat(lifecycle.backups().find(1).orElseThrow().state()).isEqualTo("expired");
        assertThat(admin.read("/backups/1")).contains("It cannot be read");
    }

    @Test
    void the_trail_is_searched_paged_and_checked() {
        for (int i = 0; i < 30; i++) {
            lifecycle.resources().suspend(new ResourceId("graph", "kg1"), ACT);
            lifecycle.resources().reactivate(new ResourceId("graph", "kg1"), ACT);
        }
        assertThat(admin.read("/audit?subject=graph+kg1&action=resource.suspended"))
                .contains("graph kg1")
                .doesNotContain("resource.reactivated", "Next page");
        assertThat(admin.get("/audit?subject=graph+kg1").body()).contains("subject=graph+kg1&amp;next=");
        assertThat(admin.read("/audit?since=2126-01-01")).contains("No entry is as you ask.");
        assertThat(admin.read("/audit?verify=true")).contains("The trail is whole");
        database.execute(
                "ALTER TABLE coppice.audit DISABLE TRIGGER ALL; UPDATE coppice.audit SET actor = 'eve' WHERE seq = 9");
        assertThat(admin.read("/audit?verify=true"))
                .contains("The trail was tampered with, first at entry 9: it is not what it was");
    }

    private static String[] begin(String plan, String typed) {
        return and(KG1, "plan", plan, "confirmed", typed);
    }

    private static String[] and(String[] fields, String... more) {
        return java.util.stream.Stream.of(fields, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
    }

    private static String hash(String page) {
        var field = Pattern.compile("name=\"plan\" value=\"([^\"]+)\"").matcher(page);
        assertThat(field.find()).isTrue();
        return field.group(1);
    }

    private static List<String> buttons(ConsoleSession who, String id) {
        return summaries(who, PAGE + id);
    }

    private static List<String> summaries(ConsoleSession who, String page) {
        return Pattern.compile("<summary>([^<]+)</summary>")
                .matcher(who.get(page).body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
