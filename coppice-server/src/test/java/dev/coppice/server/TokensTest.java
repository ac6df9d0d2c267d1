package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class TokensTest {
    @Test
    void list_pages_newest_first_without_gap_or_overlap(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            for (int i = 0; i < 7; i++) {
                server.issue(Role.VIEWER);
            }
            var seen = new ArrayList<Long>();
            Optional<String> next = Optional.empty();
            do {
                var after = next;
                var page = server.write(db -> Tokens.in(db).list(after, 3));
                page.items().forEach(token -> seen.add(token.id()));
                next = Optional.ofNullable(page.next());
            } while (next.isPresent());

            assertThat(seen).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
        }
    }

    @Test
    void creating_and_revoking_over_http_is_audited_with_actor_and_reason(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);

            var made = server.json(
                    "POST",
                    "/api/v1/tokens",
                    "{\"name\":\"ci\",\"role\":\"operator\",\"days\":7,\"reason\":\"nightly prune\"}",
                    admin);
            var gone = server.send("DELETE", "/api/v1/tokens/2?reason=leaked", bearer(admin));

            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(made.body()).containsPattern("\"secret\":\"cop_[\\w-]{43}\"");
            assertThat(gone.statusCode()).isEqualTo(200);
            assertThat(gone.body()).contains("\"revokedAt\"").doesNotContain("secret");
            assertThat(audited(server))
                    .containsExactly(
                            "test token.created token 1 a test needs it",
                            "test admin token.created token 2 nightly prune",
                            "test admin token.revoked token 2 leaked");
        }
    }

    @Test
    void revoking_twice_changes_nothing_the_second_time(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            long id = server.issue(Role.VIEWER).token().id();

            var first = server.write(db -> Tokens.in(db).revoke(id, "ana", "leaked"));
            var second = server.write(db -> Tokens.in(db).revoke(id, "ben", "again"));

            assertThat(second).isEqualTo(first);
            assertThat(audited(server)).hasSize(2);
        }
    }

    @Test
    void unknown_token_is_not_found(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var answer = server.send("DELETE", "/api/v1/tokens/99?reason=x", bearer(server.token(Role.ADMIN)));

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body())
                    .contains("The token was not revoked. There is no token of that number. Nothing was changed. "
                            + "GET /api/v1/tokens lists them.");
        }
    }

    @Test
    void lifetime_out_of_range_is_refused_in_words(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var endless = new NewToken("x", Role.VIEWER, Duration.ofDays(9999), "ana", "why");

            assertThatThrownBy(() -> server.write(db -> Tokens.in(db).create(endless)))
                    .isInstanceOf(CoppiceException.class)
                    .hasMessage(
                            "The tokens were left as they are. The lifetime must lie between one minute and two years. "
                                    + "Nothing was changed. Correct it and try again.");
        }
    }

    @Test
    void use_is_noted_once_a_minute_and_not_at_each_request(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var token = server.token(Role.VIEWER);
            server.get("/api/v1/whoami", bearer(token));
            var row = rowVersion(server);
            server.get("/api/v1/whoami", bearer(token));
            assertThat(rowVersion(server)).isEqualTo(row);

            database.execute("UPDATE coppice.api_token SET last_used_at = now() - interval '61 s'");
            server.get("/api/v1/whoami", bearer(token));

            assertThat(rowVersion(server)).isNotEqualTo(row);
        }
    }

    @Test
    void two_nodes_starting_at_once_make_one_admin_token(TestDatabase database) throws Exception {
        new CoppiceSchema(database.dataSource()).migrate();
        try (var one = database.connect();
                var two = database.connect()) {
            one.setAutoCommit(false);
            two.setAutoCommit(false);
            var first = FirstStart.adminToken(on(one));
            var second = Waiting.forLock(database, two, () -> FirstStart.adminToken(on(two)));
            one.commit();

            assertThat(first).isPresent();
            assertThat(second.join()).isEmpty();
            two.commit();
        }
    }

    @Test
    void lost_admin_tokens_are_replaced_at_the_next_start(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var first = server.write(FirstStart::adminToken).orElseThrow();
            assertThat(server.write(FirstStart::adminToken)).isEmpty();

            server.write(db -> Tokens.in(db).revoke(first.token().id(), "ana", "leaked"));

            assertThat(server.write(FirstStart::adminToken)).isPresent();
        }
    }

    @Test
    void two_clicks_on_one_link_give_one_session(TestDatabase database) throws Exception {
        try (var server = LiveServer.on(database);
                var one = database.connect();
                var two = database.connect()) {
            var link = new dev.coppice.server.internal.access.Secret(
                    server.loginLink(Role.ADMIN).substring("/login/".length()));
            one.setAutoCommit(false);
            two.setAutoCommit(false);
            var first = new dev.coppice.server.internal.access.Sessions(on(one)).openByLink(link);
            var second = Waiting.forLock(
                    database, two, () -> new dev.coppice.server.internal.access.Sessions(on(two)).openByLink(link));
            one.commit();

            assertThat(first).isPresent();
            assertThat(second.join()).isEmpty();
            two.commit();
        }
    }

    private static DSLContext on(java.sql.Connection connection) {
        return DSL.using(connection, SQLDialect.POSTGRES);
    }

    private static String rowVersion(LiveServer server) {
        return server.write(
                db -> db.fetchSingle("SELECT xmin::text FROM coppice.api_token").get(0, String.class));
    }

    private static List<String> audited(LiveServer server) {
        return server.write(db -> db.fetch(
                        "SELECT concat_ws(' ', actor, action, subject, reason) FROM coppice.audit" + " ORDER BY seq")
                .getValues(0, String.class));
    }
}
