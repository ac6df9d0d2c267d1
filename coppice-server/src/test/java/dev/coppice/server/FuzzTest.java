package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.server.ServerConfig.AtOnce;
import dev.coppice.server.ServerConfig.Limits;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends junk to every route of the table, with an admin's token: an error of the caller's is a problem document and has changed
 * no row, and no error is the server's. A failure names its seed.
 */
// The container warns of heads that are no heads; what we log of an error of our own is an error.
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.WARN)
class FuzzTest {
    private static final int TIMES = Integer.getInteger("coppice.fuzz", 12);
    private static final Limits WIDE = new Limits(1_000_000, 1_000_000, AtOnce.USUAL, Duration.ofSeconds(30));

    /** Writes down each row that changes, in the transaction that changes it. Whose token was used when, is no change. */
    private static final String WATCHED = """
            CREATE TABLE public.change (what text);
            CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO public.change VALUES (TG_TABLE_NAME || ' ' || TG_OP);
                RETURN NULL;
            END
            $$;
            DO $$
            DECLARE
                t regclass;
            BEGIN
                FOR t IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relname NOT IN ('keyed_request', 'schema_history')
                    AND relnamespace IN ('coppice'::regnamespace, 'app'::regnamespace)
                LOOP
                    EXECUTE format('CREATE TRIGGER noted_insert AFTER INSERT OR DELETE ON %s'
                        ' FOR EACH ROW EXECUTE FUNCTION public.note()', t);
                    EXECUTE format('CREATE TRIGGER noted_update AFTER UPDATE ON %s FOR EACH ROW WHEN'
                        ' (to_jsonb(old) - ''last_used_at'' IS DISTINCT FROM to_jsonb(new) - ''last_used_at'')'
                        ' EXECUTE FUNCTION public.note()', t);
                END LOOP;
            END
            $$;
            """;

    private final TestDatabase database;
    private final List<String> wrong = new ArrayList<>();
    private final Map<Integer, Integer> answered = new TreeMap<>();
    private TenantServer server;
    private RawClient client;
    private long changes;

    @TempDir
    Path folder;

    FuzzTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void serve() {
        server = TenantServer.on(database, folder, config -> config.limiting(WIDE));
        client = RawClient.of(server.live);
        database.execute(WATCHED);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void junk_is_the_callers_error_and_changes_nothing() {
        var routes = routes();
        for (var route : routes) {
            var method = route.get("method").asString();
            for (int seed = 0; seed < TIMES; seed++) {
                send(method, route, seed);
            }
            if (method.equals("GET")) {
                send("HEAD", route, TIMES);
                send("HEAD", route, TIMES + 1);
            }
        }

        assertThat(routes).hasSizeGreaterThan(100);
        assertThat(wrong).as("answers by status: " + answered).isEmpty();
        assertThat(answered).as("what was asked").containsKeys(200, 400, 404, 413, 415);
        assertThat(server.get("whoami", server.admin).statusCode()).isEqualTo(200);
    }

    @Test
    void what_is_no_request_at_all_is_the_callers_error() {
        for (var head : List.of(
                "GET\r\n",
                "GET /\r\n",
                "GET / HTTP/9.9\r\nHost: x\r\n",
                "BREW /api/v1/tokens HTTP/1.1\r\nHost: x\r\n",
                "GET http://[::1 HTTP/1.1\r\nHost: x\r\n",
                "GET /api/v1/whoami HTTP/1.1\r\n",
                "GET /api/v1/whoami HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
                "GET /api/v1/whoami HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \u00ff\r\n",
                "GET /" + "x".repeat(80_000) + " HTTP/1.1\r\nHost: x\r\n",
                "POST /api/v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "POST /api/v1/tokens HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n",
                "PRI * HTTP/2.0\r\n")) {
            var answer = client.send(head, "zz\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(answer.status()).as(head).isBetween(400, 499);
            assertThat(answer.type()).as(head).startsWith("application/problem+json");
        }
        assertThat(changes()).isZero();
    }

    private void send(String method, JsonNode route, int seed) {
        var template = route.get("path").asString();
        var junk = new Junk(seed * 31L + template.hashCode());
        var body = method.equals("GET") || method.equals("HEAD") ? new byte[0] : junk.body(fields(route));
        var head = head(method + " " + junk.path(template), junk.header(), body.length);
        var answer = client.send(head, body);
        judged(method, answer)
                .ifPresent(why -> wrong.add(why + ": " + method + " " + template + " seed " + seed + " -> " + answer
                        + " to " + shown(head)));
    }

    private String head(String request, String header, int length) {
        var head = request + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + server.admin
                + "\r\nCoppice-Reason: a test\r\n" + header;
        if (!header.contains("Content-Type:")) {
            head += "Content-Type: application/json\r\n";
        }
        boolean framed = header.contains("Transfer-Encoding:") || header.contains("Content-Length:");
        return framed ? head : head + "Content-Length: " + length + "\r\n";
    }

    /** What is wrong with an answer. A server that closes without a word has refused; it has not failed. */
    private Optional<String> judged(String method, RawClient.Answer answer) {
        long before = changes;
        changes = changes();
        answered.merge(answer.status(), 1, Integer::sum);
        if (answer.status() >= 500) {
            return Optional.of("the server's error");
        }
        if (answer.status() < 400 && answer.status() > 0) {
            return Optional.empty();
        }
        if (changes != before) {
            return Optional.of("refused, and changed something");
        }
        boolean told = answer.status() == 0
                || answer.problem()
                || answer.type().startsWith("text/html")
                || (method.equals("HEAD") && bare(answer));
        return told ? Optional.empty() : Optional.of("no problem document");
    }

    /** What a HEAD is told. */
    private static boolean bare(RawClient.Answer answer) {
        return answer.body().isEmpty() && answer.type().startsWith("application/problem+json");
    }

    private static String shown(String head) {
        return head.length() > 600 ? head.substring(0, 600) : head;
    }

    private List<JsonNode> routes() {
        var body = server.live.get("/api/v1/routes", bearer(server.viewer)).body();
        return new JsonMapper().readTree(body).get("items").valueStream().toList();
    }

    private static List<String> fields(JsonNode route) {
        return route.at("/body/request").valueStream().map(JsonNode::asString).toList();
    }

    private long changes() {
        return server.live.write(
                db -> db.fetchSingle("SELECT count(*) FROM public.change").get(0, Long.class));
    }
}
