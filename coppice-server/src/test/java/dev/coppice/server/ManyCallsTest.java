package dev.coppice.server;

import static dev.coppice.server.LiveServer.cookie;
import static dev.coppice.server.TenantServer.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More long calls at once than a server makes: those beyond are refused, and what the servers carry on goes on. */
@PostgresTest(Isolation.DATABASE)
class ManyCallsTest {
    private static final int MOST = 4;

    private final TestDatabase database;
    private PruningServer server;

    ManyCallsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void serve() {
        PruningServer.open(database);
        server = PruningServer.on(database);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_fifth_plan_is_refused_on_every_way_and_takes_no_connection_from_other_calls() throws Exception {
        var session = server.live.session(Role.OPERATOR);
        Supplier<HttpResponse<String>> plan = () -> server.get("policies/closed-carts/plan", server.viewer);
        Supplier<HttpResponse<String>> page =
                () -> server.live.get("/policies/plan?name=closed-carts", cookie(session));
        List<CompletableFuture<HttpResponse<String>>> under;
        try (var lock = database.connect()) {
            lock.setAutoCommit(false);
            try (var statement = lock.createStatement()) {
                statement.execute("LOCK TABLE shop.cart IN ACCESS EXCLUSIVE MODE");
            }
            under = Stream.concat(IntStream.range(1, MOST).mapToObj(number -> plan), Stream.of(page))
                    .map(CompletableFuture::supplyAsync)
                    .toList();
            Waiting.until(() -> server.one("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                    .equals(String.valueOf(MOST)));
            assertThat(server.one("SELECT string_agg(DISTINCT application_name, ' ') FROM pg_stat_activity"
                            + " WHERE wait_event_type = 'Lock'"))
                    .isEqualTo("coppice-caller");

            assertThat(code(plan.get())).isEqualTo("503 plan.too-many");
            assertThat(page.get().statusCode()).isEqualTo(503);
            assertThat(server.get("campaigns", server.viewer).statusCode()).isEqualTo(200);
            lock.rollback();
        }

        assertThat(under)
                .allSatisfy(call -> assertThat(call.join().statusCode()).isEqualTo(200));
        assertThat(plan.get().statusCode()).isEqualTo(200);
    }
}
