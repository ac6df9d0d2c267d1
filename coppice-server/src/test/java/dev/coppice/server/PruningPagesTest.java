package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(PostgresTest.Isolation.DATABASE)
class PruningPagesTest {
    private static final CampaignOptions ANN = CampaignOptions.by(Act.of("ann", "spring <b>cleaning</b>"));

    private final TestDatabase database;
    private final Policy policy;
    private final LiveServer server;
    private String session = "";

    PruningPagesTest(TestDatabase database, @TempDir Path folder) {
        this.database = database;
        this.policy = ShopServer.ended(folder);
        var careful = Policy.of("with-approval", "app.note")
                .when("id < 0")
                .approvals(2)
                .build();
        this.server = ShopServer.on(database, 400, List.of(policy, careful));
        enter(Role.ADMIN);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void policies_are_read_with_rule_and_backlog() {
        var list = text(get("/policies"));
        assertThat(list)
                .contains("ended-sessions app.session status = 'ENDED' older than 90 d by ended_at 300 exact")
                .contains("Rows are due, and it has never run. never run")
                .contains("It keeps up: no row is due.");
        assertThat(text(get("/policies/policy?name=ended-sessions")))
                .contains("Kept 90 d after ended_at")
                .contains("Goes along every table the foreign keys reach")
                .contains("app.grants, where entity_type is session, by entity_id")
                .contains("It has never run. Its plan shows what it would do");
        assertThat(get("/policies/policy?name=other").statusCode()).isEqualTo(404);
    }

    @Test
    void a_plan_is_drawn_and_told_in_a_table() {
        var page = get("/policies/plan?name=ended-sessions");
        assertThat(page.body())
                .contains("<svg class=\"closure\"", "goes first · session_id", "association · entity_id")
                .contains("cascade · event_id", "set to null · session_id", "↺ names itself by renewed_from");
        assertThat(text(page))
                .contains("300 rows of app.session may go: those whose ended_at is before")
                .contains("app.step 1,800 rows deleted event_id names app.event: cascade")
                .contains("app.note 40 rows kept, changed session_id names app.session: set to null")
                .contains("What every chunk runs");
        assertThat(page.body()).contains("Execute this plan").contains("&lt;script&gt;alert(1)&lt;/script&gt;");
        enter(Role.VIEWER);

        var seen = get("/policies/plan?name=ended-sessions").body();
        assertThat(seen).contains("Operators may execute it.").doesNotContain("alert(1)", "name=\"reason\"");
    }

    @Test
    void two_people_approve_a_plan_before_it_can_be_executed() {
        var address = "/policies/plan?name=with-approval";
        assertThat(text(get(address))).contains("It must be approved first, by 2 people yet.");
        var hash = hash(get(address).body());
        assertThat(post("/policies/approve", Map.of("name", "with-approval", "hash", "0000", "reason", "r"))
                        .body())
                .contains("role=\"alert\"", "The plan has another hash by now");
        var form = Map.of("name", "with-approval", "hash", hash, "reason", "looked at it");
        assertThat(post("/policies/approve", form).statusCode()).isEqualTo(303);
        assertThat(text(get(address)))
                .contains("by 1 person yet.")
                .containsPattern("Approved by ana at [^:]+:[^:]+:[^:]+ UTC: looked at it");
        assertThat(post("/policies/approve", form))
                .returns(409, HttpResponse::statusCode)
                .extracting(HttpResponse::body)
                .asString()
                .contains("Two different people must approve it");
    }

    @Test
    void what_brings_nothing_back_wants_the_name_typed_and_a_reason() {
        var address = "/policies/plan?name=with-approval";
        var hash = hash(get(address).body());
        var form = Map.of("name", "with-approval", "hash", hash, "reason", "why not", "confirmed", "with");
        assertThat(post("/policies/execute", form).statusCode()).isEqualTo(400);
        assertThat(post("/policies/execute", Map.of("name", "ended-sessions", "hash", hash, "reason", " "))
                        .statusCode())
                .isEqualTo(400);
        assertThat(campaigns().list(dev.coppice.prune.CampaignQuery.newest(1)).items())
                .isEmpty();
    }

    @Test
    void a_campaign_tells_how_it_went_and_what_it_left() {
        database.execute("INSERT INTO app.session VALUES (9001, 'OPEN', now(), 'kept', 1)");
        var campaign = campaigns().execute(policy, ANN, CampaignListener.NONE).campaign();
        var page = get("/campaigns/" + campaign.id());
        assertThat(text(page))
                .contains("Rows gone")
                .contains("app.step 1,794")
                .contains("by ann at")
                .contains("spring &lt;b&gt;cleaning&lt;/b&gt;")
                .contains("Rows it left behind")
                .contains("passed over");
        assertThat(page.body())
                .contains("<svg class=\"pace\"", "aims at 250 ms")
                .doesNotContain("<b>cleaning", "sse-connect", "name=\"reason\"");
        assertThat(text(get("/campaigns"))).contains("Campaign " + campaign.id() + " ended-sessions");
        assertThat(text(get("/policies"))).contains("Campaign " + campaign.id());
        assertThat(get("/campaigns/77").statusCode()).isEqualTo(404);
        assertThat(get("/campaigns/x").statusCode()).isEqualTo(404);
    }

    @Test
    void a_campaign_tells_what_holds_it_and_what_held_it_while_it_rested() {
        var campaign = campaigns().execute(policy, ANN, CampaignListener.NONE).campaign();
        database.execute(
                "UPDATE coppice.campaign_chunk SET committed_at = committed_at - interval '1 h' WHERE chunk = 1");
        database.execute("INSERT INTO coppice.campaign_brake VALUES (" + campaign.id()
                + ", 'wal-rate', 'Too much <i>WAL</i> is written.', 2, now() - interval '50 min', now() - interval '5 min'), ("
                + campaign.id() + ", 'replica-lag', 'Replica twin is behind.', 4.1, '2099-01-02 03:04Z', NULL), ("
                + campaign.id() + ", 'oldest-snapshot', 'Session 7 reads.', 1.5, '2099-01-02 03:04Z', NULL)");

        var page = get("/campaigns/" + campaign.id());

        assertThat(text(page))
                .contains("held by replica-lag since 2099-01-02 03:04:00 UTC: Replica twin is behind.")
                .contains("slowed by oldest-snapshot since 2099-01-02 03:04:00 UTC: Session 7 reads.")
                .contains("Held by wal-rate: Too much &lt;i&gt;WAL&lt;/i&gt; is written.");
        assertThat(page.body()).doesNotContain("<i>WAL");
    }

    @Test
    void an_unfinished_campaign_is_paused_resumed_retuned_and_ended_by_forms() {
        var campaign = interrupted();
        var address = "/campaigns/" + campaign;
        var page = get(address).body();
        assertThat(page)
                .contains("sse-connect=\"" + address + "/live\"", "/carry-on", "/pause", "/retune", "/abort")
                .doesNotContain("/resume\"");
        assertThat(text(get(address))).contains("of 300 rows of app.session are gone");
        assertThat(post(address + "/carry-on", Map.of("reason", "go on"))).returns(303, HttpResponse::statusCode);
        database.execute("DO $$ BEGIN ASSERT (SELECT count(*) FROM coppice.campaign_charge) = 1; END $$");
        assertThat(post(address + "/pause", Map.of("reason", ""))).returns(400, HttpResponse::statusCode);
        assertThat(post(address + "/pause", Map.of("reason", "lunch"))).returns(303, HttpResponse::statusCode);
        assertThat(text(get(address))).contains("It was paused by ana: lunch.").contains("Resume");
        assertThat(post(address + "/pause", Map.of("reason", "again")).statusCode())
                .isEqualTo(409);
        var tuned = Map.of("chunk-time", "100ms", "rows", "1_000", "roots", "", "runtime", "2h", "reason", "gently");
        assertThat(post(address + "/retune", tuned)).returns(303, HttpResponse::statusCode);
        assertThat(campaigns().find(campaign).orElseThrow().tuning())
                .hasToString(
                        "Tuning[chunkTime=PT0.1S, rows=Optional[1000], roots=Optional.empty, runtime=Optional[PT2H], brakes={}]");
        var wrong = Map.of("chunk-time", "soon", "reason", "r");
        assertThat(post(address + "/retune", wrong).body()).contains("A time or limit cannot be read");
        assertThat(post(address + "/resume", Map.of("reason", "back"))).returns(303, HttpResponse::statusCode);
        assertThat(post(address + "/abort", Map.of("reason", "enough"))).returns(303, HttpResponse::statusCode);
        assertThat(campaigns().find(campaign).orElseThrow().state()).isEqualTo(CampaignState.CANCELLED);
        assertThat(get(address).body()).doesNotContain("name=\"reason\"");
        enter(Role.VIEWER);
        assertThat(post(address + "/pause", Map.of("reason", "r")).statusCode()).isEqualTo(403);
    }

    @Test
    void an_archive_is_checked_asked_and_restored_by_forms() {
        var campaign = campaigns()
                .execute(policy, ANN, CampaignListener.NONE)
                .campaign()
                .id();
        var address = "/archives/" + campaign;
        assertThat(text(get("/archives"))).contains("Campaign " + campaign).contains("app.step 1,800");
        assertThat(text(post(address + "/verify", Map.of())))
                .contains("whole")
                .contains("were read and are as they were");
        var answer = post(
                address + "/query", Map.of("sql", "SELECT note, renewed_from FROM app.session ORDER BY id LIMIT 1"));
        assertThat(answer.body())
                .contains("session 1 &lt;script&gt;alert(1)&lt;/script&gt;")
                .contains("<span class=\"tone-none\">none</span>")
                .doesNotContain("<script>alert");
        assertThat(post(address + "/query", Map.of("sql", "DROP TABLE app.session")))
                .returns(400, HttpResponse::statusCode)
                .extracting(HttpResponse::body)
                .asString()
                .contains("role=\"alert\"", "DROP TABLE app.session</textarea>");
        assertThat(text(get(address + "/restore?table=&on-conflict=fail")))
                .contains("app.session 300 0")
                .contains("Puts 3,300 rows back, chunk by chunk, parents first.");
        assertThat(get(address + "/restore?where=id=1").statusCode()).isEqualTo(400);
        var restored = post(address + "/restore", Map.of("on-conflict", "fail", "reason", "they are missed"));
        assertThat(text(restored)).contains("3,300 rows are back").contains("succeeded");
        database.execute("DO $$ BEGIN ASSERT (SELECT count(*) FROM app.step) = 2400; END $$");
        enter(Role.VIEWER);
        assertThat(get(address).body()).contains("Operators may check it").doesNotContain("name=\"sql\"");
        assertThat(post(address + "/query", Map.of("sql", "SELECT 1")).statusCode())
                .isEqualTo(403);
        assertThat(get(address + "/restore").statusCode()).isEqualTo(403);
    }

    @Test
    void a_row_is_found_where_it_is() {
        assertThat(text(get("/trace?table=app.session&key=1")))
                .contains("live It is in its table.")
                .contains("Policy ended-sessions: it may go with the next campaign.");
        var campaign = campaigns()
                .execute(policy, ANN, CampaignListener.NONE)
                .campaign()
                .id();
        assertThat(text(get("/trace?table=app.session&key=1")))
                .contains("Campaign " + campaign + " has deleted it; its archive has it.");
        assertThat(text(get("/trace?table=app.session&key=100000"))).contains("no archive that could be read has it");
        assertThat(get("/trace?table=app&key=1").body()).contains("role=\"alert\"", "The table must be");
        assertThat(get("/trace?table=app.session&key=%27").body()).contains("role=\"alert\"");
    }

    @Test
    void the_doctor_gives_each_cure_as_text_to_copy() {
        database.execute("DROP INDEX app.event_session_id_idx");
        var page = get("/doctor?policy=ended-sessions");
        assertThat(text(page)).contains("1 finding keeps campaigns from beginning");
        assertThat(page.body()).contains("foreign-key-index").containsPattern("data-copy=\"CREATE INDEX [^\"]+;\"");
        assertThat(get("/policies/plan?name=ended-sessions").body())
                .contains("✖ blocks: index", "A finding blocks it")
                .doesNotContain("Execute this plan");
        assertThat(get("/doctor").statusCode()).isEqualTo(200);
        assertThat(get("/doctor?policy=none").statusCode()).isEqualTo(404);
    }

    private long interrupted() {
        var listener = new CampaignListener() {
            @Override
            public void progressed(CampaignProgress progress) {}

            @Override
            public boolean stopRequested() {
                return true;
            }
        };
        var small = CampaignOptions.by(Act.of("ann", "a test")).statementTimeout(Duration.ofSeconds(10));
        var report = campaigns().execute(policy, small, listener);
        assertThat(report.campaign().state()).isEqualTo(CampaignState.INTERRUPTED);
        return report.campaign().id();
    }

    private Campaigns campaigns() {
        return Campaigns.on(database.dataSource());
    }

    private static String hash(String page) {
        var field = Pattern.compile("class=\"hash\">([0-9a-f]{12})<").matcher(page);
        assertThat(field.find()).isTrue();
        return field.group(1);
    }

    private void enter(Role role) {
        session = server.session(role);
    }

    private HttpResponse<String> get(String path) {
        return server.get(path, LiveServer.cookie(session));
    }

    private HttpResponse<String> post(String path, Map<String, String> fields) {
        var field = Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"").matcher(get("/").body());
        assertThat(field.find()).isTrue();
        var all = new HashMap<>(fields);
        all.put("form-token", field.group(1));
        return server.form(
                path,
                all,
                LiveServer.cookie(session).andThen(request -> request.header("Sec-Fetch-Site", "same-origin")));
    }

    /** What a reader sees, its blanks drawn together. */
    private static String text(HttpResponse<String> page) {
        assertThat(page.statusCode()).isLessThan(400);
        return page.body()
                .replaceAll("(?s)<svg.*?</svg>", " ")
                .replaceAll("<[^>]+>", " ")
                .replace("&#39;", "'")
                .replace("&#34;", "\"")
                .replaceAll("\\s+", " ");
    }
}
