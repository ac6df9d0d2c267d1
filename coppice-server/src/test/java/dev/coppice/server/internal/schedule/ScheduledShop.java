package dev.coppice.server.internal.schedule;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.CoppiceYaml;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PolicyConfig;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.sql.DataSource;

/** A shop whose closed carts go by a schedule, and servers on it. */
record ScheduledShop(TestDatabase database) {
    private static final String TABLES = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.cart (id int PRIMARY KEY, closed_at timestamptz NOT NULL);
            CREATE INDEX ON shop.cart (closed_at, id);
            CREATE TABLE shop.line (id int PRIMARY KEY, cart_id int NOT NULL REFERENCES shop.cart);
            CREATE INDEX ON shop.line (cart_id);
            INSERT INTO shop.cart SELECT i, now() - interval '2400 h' FROM generate_series(1, 20) AS i;
            ANALYZE;
            """;

    private static final String POLICY = """
            policies:
              closed-carts:
                table: shop.cart
                when: "true"
                age: closed_at
                keep: 90d
            """;

    /** Each night, by UTC. */
    static final String NIGHTLY = "schedule: \"0 3 * * *\"";

    static ScheduledShop open(TestDatabase database) {
        new CoppiceSchema(database.dataSource()).migrate();
        database.execute(TABLES);
        return new ScheduledShop(database);
    }

    /** The policy with more lines. */
    static Policy policy(String... lines) {
        var yaml = new StringBuilder(POLICY);
        for (var line : lines) {
            yaml.append("    ").append(line).append('\n');
        }
        var declared = new CoppiceYaml(List.of(PolicyConfig.SECTION))
                .parse("coppice.yaml", yaml.toString())
                .all(PolicyConfig.SECTION);
        return declared.entrySet().stream()
                .map(each -> new Policy(each.getKey(), each.getValue()))
                .findFirst()
                .orElseThrow();
    }

    Schedules server(String... lines) {
        return server(database.dataSource(), lines);
    }

    static Schedules server(DataSource source, String... lines) {
        return server(source, List.of(policy(lines)));
    }

    static Schedules server(DataSource source, List<Policy> policies) {
        return new Schedules(new PruningHost(source, source, policies), new HomeDatabase(source));
    }

    static Watch watch(DataSource source, List<Policy> policies) {
        return new Watch(new PruningHost(source, source, policies), new HomeDatabase(source));
    }

    /** As if no server had looked for so long. */
    void out(String interval) {
        database.execute("UPDATE coppice.policy_schedule SET since_at = since_at - interval '1 year',"
                + " looked_until_at = clock_timestamp() - interval '" + interval + "'");
    }

    /** A nightly time that was due within the last day, as often as this is called. */
    void dueAgain() {
        database.execute("DELETE FROM coppice.policy_run");
        out("24 hours");
    }

    /** Lines of a policy that was due three hours ago, within a window of two hours around that. */
    static String[] windowLongShut() {
        var due = LocalTime.now(ZoneOffset.UTC).minusHours(3).truncatedTo(ChronoUnit.MINUTES);
        return new String[] {
            "schedule: \"" + due.getMinute() + " " + due.getHour() + " * * *\"",
            "window: \"" + due.minusHours(1) + "-" + due.plusHours(1) + "\""
        };
    }

    /** What became of due times, the oldest first. */
    String runs() {
        return one("SELECT coalesce(string_agg(concat_ws(' ', decision, code, campaign_id), ', ' ORDER BY due_at), '')"
                + " FROM coppice.policy_run");
    }

    String one(String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
