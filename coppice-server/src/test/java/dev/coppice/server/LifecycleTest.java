package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static dev.coppice.server.LiveServer.cookie;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.zaxxer.hikari.HikariDataSource;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

@PostgresTest(Isolation.DATABASE)
class LifecycleTest {
    @Test
    void taken_port_is_told_and_leaves_no_thread_behind(TestDatabase database) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            var config = config(database).listening("127.0.0.1", port);

            assertThatThrownBy(() -> CoppiceServer.of(config).start())
                    .isInstanceOf(CoppiceException.class)
                    .hasMessage("The server was not started. Another program listens on 127.0.0.1:" + port
                            + ", or this user may not. Nothing was started. Stop it, or give another port; "
                            + "0 takes any free one.");
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("coppice-"));
    }

    @Test
    void port_is_free_again_after_close_and_a_second_close_does_nothing(TestDatabase database) throws IOException {
        new CoppiceSchema(database.dataSource()).migrate();
        var server = CoppiceServer.of(config(database)).start();
        int port = server.port();
        server.close();
        server.close();

        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }

    @Test
    void close_lets_a_running_request_end(TestDatabase database) throws Exception {
        var server = LiveServer.on(database);
        var token = server.token(Role.ADMIN);
        try (var blocker = database.connect()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("LOCK TABLE coppice.audit_head IN ACCESS EXCLUSIVE MODE");
            var body = "{\"name\":\"late\",\"role\":\"viewer\",\"reason\":\"test\"}";
            var running = CompletableFuture.supplyAsync(() -> server.json("POST", "/api/v1/tokens", body, token));
            Waiting.until(() -> waiting(database));

            var closing = CompletableFuture.runAsync(server::stop);
            Waiting.until(server::refusesConnections);
            blocker.rollback();

            assertThat(running.join().statusCode()).isEqualTo(201);
            closing.join();
        }
        server.close();
    }

    @Test
    void readiness_follows_the_database_away_and_back(TestDatabase database) {
        var current = new AtomicReference<DataSource>(database.dataSource());
        var closed = new HikariDataSource();
        closed.close();
        try (var server = LiveServer.on(database, config -> ServerConfig.given(new SwitchedSource(current)))) {
            assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);

            current.set(closed);
            var away = server.get("/health/ready");
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.body()).contains("The server is not ready. The database cannot be reached.");
            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(server.get("/api/v1/whoami", bearer("cop_x")).statusCode())
                    .isEqualTo(503);

            current.set(database.dataSource());
            assertThat(server.get("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
        }
    }

    @Test
    @ExpectedLog(Level.WARN) // of the pool, about its connections
    void database_that_falls_silent_is_told_in_time_and_keeps_no_server_from_closing(TestDatabase database)
            throws Exception {
        var age = Optional.of(new PolicyView.Age("at", Optional.empty(), Duration.ofDays(1)));
        var slow = new PolicyView(
                "slow", new TableName(database.schema(), "slow"), Optional.of("pg_sleep(60) IS NULL"), age);
        database.execute("CREATE TABLE ${schema}.slow (at timestamptz);"
                + "INSERT INTO ${schema}.slow VALUES (now() - interval '2 d')");
        try (var silenced = SilencedDatabase.before(database)) {
            var server = LiveServer.on(
                    database,
                    config -> ServerConfig.pooled(silenced.url(), database.user(), database.password())
                            .showing(List.of(slow), List.of()));
            var session = server.session(Role.VIEWER);
            var page = CompletableFuture.supplyAsync(() -> server.get("/", cookie(session)));
            Waiting.until(() -> counting(database));

            silenced.fallSilent();

            assertThat(server.get("/health/ready").body())
                    .contains("The server is not ready. The database did not answer within 2 s.");
            assertThat(server.get("/api/v1/whoami", bearer("cop_x")).body()).contains("server.database-unreachable");
            assertThat(page.join().body()).contains("being counted");
            assertTimeoutPreemptively(Duration.ofSeconds(20), server::close);
        }
    }

    @Test
    void commit_that_is_lost_is_unknown_and_not_to_be_repeated(TestDatabase database) {
        var source = FaultyDataSource.over(database.dataSource());
        try (var server =
                LiveServer.on(database, config -> ServerConfig.given(OfRequests.fail(source, database.dataSource())))) {
            var token = server.token(Role.ADMIN);
            source.arm(PlannedFault.commit(2).after()); // the first is the look at the caller's token

            var lost = server.json(
                    "POST", "/api/v1/tokens", "{\"name\":\"late\",\"role\":\"viewer\",\"reason\":\"test\"}", token);

            assertThat(source.met()).isTrue();
            assertThat(lost.statusCode()).isEqualTo(503);
            assertThat(lost.body())
                    .contains("\"effect\":\"unknown\",\"retry\":\"never\"")
                    .contains("The end of the request is unknown. The connection to the database was lost during the"
                            + " commit. Whether the change was made is unknown. Look at what the request was to change"
                            + " before you send it again.");
        }
    }

    @Test
    void wait_over_its_bound_changes_nothing_and_may_be_repeated(TestDatabase database) throws Exception {
        var source = FaultyDataSource.over(database.dataSource());
        try (var server =
                LiveServer.on(database, config -> ServerConfig.given(OfRequests.fail(source, database.dataSource())))) {
            source.arm(PlannedFault.statement(2).raising("57014"));

            assertThat(server.get("/api/v1/whoami", bearer("cop_x")))
                    .returns(503, HttpResponse::statusCode)
                    .extracting(HttpResponse::body)
                    .asString()
                    .contains("\"effect\":\"none\",\"retry\":\"safe\"")
                    .contains("The request was not answered. The server's database took too long, or another"
                            + " transaction was in the way. Nothing was changed. Try again in a moment.");
        }
    }

    @Test
    void date_is_old_by_the_days_of_its_own_zone(TestDatabase database) {
        database.execute("CREATE TABLE ${schema}.diary (on_day date);"
                + "INSERT INTO ${schema}.diary SELECT (now() AT TIME ZONE 'Pacific/Kiritimati')::date - d"
                + " FROM generate_series(0, 3) AS d");
        var age = Optional.of(
                new PolicyView.Age("on_day", Optional.of(ZoneId.of("Pacific/Kiritimati")), Duration.ofHours(24)));
        var policy = new PolicyView("diary", new TableName(database.schema(), "diary"), Optional.empty(), age);
        try (var server = LiveServer.on(database, config -> config.showing(List.of(policy), List.of()))) {
            var page = server.get("/", cookie(server.session(Role.VIEWER))).body();

            assertThat(cells(page, "diary").get(1)).isEqualTo("3exact");
        }
    }

    @Test
    void readiness_needs_the_current_schema(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            database.execute("COMMENT ON SCHEMA coppice IS 'Coppice schema version 1'");
            assertThat(server.get("/health/ready").body()).contains("The database has version 1.");

            database.execute("COMMENT ON SCHEMA coppice IS 'Coppice schema version 999'");
            assertThat(server.get("/health/ready"))
                    .returns(503, HttpResponse::statusCode)
                    .extracting(HttpResponse::body)
                    .asString()
                    .contains(
                            "The server is not ready. The database has version 999, made by a newer Coppice. Nothing was"
                                    + " changed. Use a Coppice that knows version 999.");

            database.execute("COMMENT ON SCHEMA coppice IS 'Coppice schema version 16'");
            assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void metrics_count_requests_by_template_and_show_the_pool(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var viewer = bearer(server.token(Role.VIEWER));
            server.get("/login/some-secret");
            server.get("/made-up-1");
            server.send("BREW", "/made-up-2", request -> {});
            server.get("/api/v1/whoami", viewer);

            var text = server.get("/metrics", viewer).body();

            assertThat(text)
                    .contains(
                            "http_server_requests_seconds_count{method=\"GET\",status=\"200\",uri=\"/login/{link}\"} 1")
                    .contains("uri=\"unknown\"", "method=\"other\"", "jvm_memory_used_bytes", "hikaricp_connections")
                    .contains("coppice_build_info{")
                    .doesNotContain("made-up", "some-secret", "BREW");
        }
    }

    @Test
    void every_answer_carries_the_security_headers(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            for (var path : List.of("/", "/health/live", "/nothing", "/api/v1/whoami", "/assets/coppice.css")) {
                var headers = server.get(path).headers();
                assertThat(headers.firstValue("Content-Security-Policy"))
                        .as(path)
                        .contains("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                                + "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
                assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
                assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
                assertThat(headers.firstValue("Server")).isEmpty();
                assertThat(headers.allValues("Cache-Control")).hasSize(1);
            }
        }
    }

    @Test
    void assets_are_kept_for_a_year_under_an_address_that_names_their_content(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var page = server.get("/", cookie(server.session(Role.VIEWER))).body();
            var address = page.replaceAll("(?s).*\"(/assets/htmx.min.js\\?v=[0-9a-f]+)\".*", "$1");

            var first = server.get(address);
            var tag = first.headers().firstValue("ETag").orElseThrow();
            var second = server.get(address, request -> request.header("If-None-Match", tag));

            assertThat(first.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
            assertThat(second.statusCode()).isEqualTo(304);
            assertThat(second.body()).isEmpty();
            assertThat(server.get("/assets/htmx.min.js").headers().firstValue("Cache-Control"))
                    .contains("public, no-cache");
        }
    }

    @Test
    void overview_shows_numbers_and_says_in_its_row_what_it_could_not_count(TestDatabase database) {
        database.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app."odd ""name" (id int, status text, ended_at timestamptz, kept boolean, gone_at date);
                INSERT INTO app."odd ""name" VALUES
                    (1, 'active', now() - interval '2401 h', true, NULL),
                    (2, 'suspended', now() - interval '40 d', false, NULL),
                    (3, 'active', now() - interval '1 d', false, current_date),
                    (4, '<script>', NULL, false, NULL);
                CREATE FUNCTION app.erase() RETURNS int LANGUAGE sql AS
                    'DELETE FROM app."odd ""name" RETURNING id';
                """);
        var age = Optional.of(new PolicyView.Age("ended_at", Optional.empty(), Duration.ofDays(30)));
        var table = new TableName("app", "odd \"name");
        var policies = List.of(
                new PolicyView("fine", table, Optional.of("status <> 'x' -- why"), age),
                new PolicyView("<b>", table, Optional.of("status ? 'x'"), age),
                new PolicyView("slow", table, Optional.of("pg_sleep(5) IS NULL"), age),
                new PolicyView("ageless", table, Optional.of("kept"), Optional.empty()),
                new PolicyView("writes", table, Optional.of("app.erase() = 0"), age),
                new PolicyView("gone", new TableName("app", "gone"), Optional.empty(), age));
        var kinds = List.of(
                new KindView("thing", table, "status", Optional.of("gone_at"), Optional.of("kept"), Optional.empty()));

        try (var server = LiveServer.on(database, config -> config.showing(policies, kinds))) {
            var session = cookie(server.session(Role.VIEWER));
            server.get("/", session);
            Waiting.until(() -> !server.get("/overview/numbers", session)
                    .body()
                    .toLowerCase(Locale.ROOT)
                    .contains("being counted"));
            var page = server.get("/overview/numbers", session).body();

            assertThat(cells(page, "thing")).containsExactly("4", "2", "1", "0", "1", "1");
            assertThat(cells(page, "fine")).containsExactly("4exact", "2exact", "100 dexact");
            assertThat(cells(page, "&lt;b&gt;")).first().isEqualTo("4exact");
            assertThat(cells(page, "slow")).containsExactly("4exact", "Not counted within 2 s.", "–");
            assertThat(cells(page, "ageless")).containsExactly("4exact", "1exact", "–");
            assertThat(cells(page, "writes"))
                    .containsExactly("4exact", "PostgreSQL refused to count, SQLSTATE 25006.", "–");
            assertThat(cells(page, "gone")).containsExactly("The table does not exist.", "–", "–");
            assertThat(page).contains("not frozen").doesNotContain("<b>");
        }
    }

    private static List<String> cells(String page, String row) {
        var head = Pattern.compile("<th scope=\"row\">(<a [^>]*>)?" + Pattern.quote(row) + "<")
                .matcher(page);
        assertThat(head.find()).as(row).isTrue();
        var html = page.substring(head.start(), page.indexOf("</tr>", head.start()));
        return Pattern.compile("<td class=\"number[^>]*>(.*?)</td>")
                .matcher(html)
                .results()
                .map(cell -> cell.group(1).replaceAll("<[^>]*>", ""))
                .toList();
    }

    private static ServerConfig config(TestDatabase database) {
        return ServerConfig.pooled(database.url(), database.user(), database.password());
    }

    private static boolean counting(TestDatabase database) {
        return DSL.using(database.dataSource(), SQLDialect.POSTGRES)
                .fetchSingle("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                        + " AND datname = current_database())")
                .get(0, Boolean.class);
    }

    private static boolean waiting(TestDatabase database) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'coppice.audit_head'::regclass")) {
            return rows.next();
        } catch (java.sql.SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
