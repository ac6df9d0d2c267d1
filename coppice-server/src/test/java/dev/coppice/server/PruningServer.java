package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PolicyConfig;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** A server on a shop whose closed carts go, and what tests ask of both. */
final class PruningServer implements AutoCloseable {
    private static final String TABLES = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.cart (id int PRIMARY KEY, status text NOT NULL, closed_at timestamptz, note text);
            CREATE INDEX ON shop.cart (closed_at, id);
            CREATE TABLE shop.line (id int PRIMARY KEY, cart_id int NOT NULL REFERENCES shop.cart);
            CREATE INDEX ON shop.line (cart_id);
            INSERT INTO shop.cart
            SELECT i, CASE WHEN i % 4 = 0 THEN 'OPEN' ELSE 'CLOSED' END, timestamptz '2020-01-01Z' + i * interval '1 h', 'n' || i
            FROM generate_series(1, 400) AS i;
            INSERT INTO shop.line SELECT i, (i + 1) / 2 FROM generate_series(1, 800) AS i;
            ANALYZE;
            """;

    private static final String POLICY = """
            policies:
              closed-carts:
                table: shop.cart
                when: "status = 'CLOSED'"
                age: closed_at
                keep: 90d
            """;

    final LiveServer live;
    final String admin;
    final String operator;
    final String viewer;
    private final TestDatabase database;

    private PruningServer(TestDatabase database, LiveServer live) {
        this.database = database;
        this.live = live;
        this.admin = live.token(Role.ADMIN);
        this.operator = live.token(Role.OPERATOR);
        this.viewer = live.token(Role.VIEWER);
    }

    /** A shop of 400 carts, 300 of them closed long ago, with two lines each. */
    static void open(TestDatabase database) {
        database.execute(TABLES);
    }

    /** A server on such a shop, with more lines in its policy. */
    static PruningServer on(TestDatabase database, String... lines) {
        var policies = policies(lines);
        return new PruningServer(database, LiveServer.on(database, config -> config.pruning(policies)));
    }

    /** A server whose policy archives into a folder. */
    static PruningServer archiving(TestDatabase database, Path folder) {
        return on(database, "archive: { to: \"file:" + folder + "/archive\" }");
    }

    /** The policy with more lines. */
    static List<Policy> policies(String... lines) {
        var yaml = new StringBuilder(POLICY);
        for (var line : lines) {
            yaml.append("    ").append(line).append('\n');
        }
        return new CoppiceYaml(List.of(PolicyConfig.SECTION))
                .parse("coppice.yaml", yaml.toString()).all(PolicyConfig.SECTION).entrySet().stream()
                        .map(policy -> new Policy(policy.getKey(), policy.getValue()))
                        .toList();
    }

    HttpResponse<String> get(String path, String token) {
        return live.get("/api/v1/" + path, bearer(token));
    }

    /** Sends JSON in which quotation marks are written as apostrophes. */
    HttpResponse<String> post(String path, String body, String token) {
        return live.json("POST", "/api/v1/" + path, body.replace('\'', '"'), token);
    }

    HttpResponse<String> delete(String path, String token) {
        return live.send("DELETE", "/api/v1/" + path, bearer(token));
    }

    /** The first value of the first row. */
    String one(String query) {
        return one(database, query);
    }

    static String one(TestDatabase database, String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Who did what to what and why, the newest last, tokens apart. */
    String trail() {
        return one(
                "SELECT coalesce(string_agg(actor || ' ' || action || ' ' || subject || ': ' || reason, E'\\n' ORDER BY seq),"
                        + " '') FROM coppice.audit WHERE action NOT LIKE 'token.%'");
    }

    /** What was done, the newest last, tokens apart. */
    String acts() {
        return one("SELECT string_agg(action, ' ' ORDER BY seq) FROM coppice.audit WHERE action NOT LIKE 'token.%'");
    }

    @Override
    public void close() {
        live.close();
    }
}
