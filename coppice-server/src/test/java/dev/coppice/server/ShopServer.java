package dev.coppice.server;

import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.prune.AssociationConfig;
import dev.coppice.prune.Policy;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A server on sessions with what hangs on them: events and steps that go along, notes that stay, grants by type and id. */
public final class ShopServer {
    // language=SQL
    private static final String TABLES = """
            CREATE SCHEMA app;
            CREATE TABLE app.session (
                id int PRIMARY KEY, status text NOT NULL, ended_at timestamptz, note text,
                renewed_from int REFERENCES app.session
            );
            CREATE INDEX ON app.session (ended_at, id);
            CREATE INDEX ON app.session (renewed_from);
            CREATE TABLE app.event (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                session_id int NOT NULL REFERENCES app.session,
                body text
            );
            CREATE INDEX ON app.event (session_id);
            CREATE TABLE app.step (event_id bigint NOT NULL REFERENCES app.event ON DELETE CASCADE, n int, PRIMARY KEY (event_id, n));
            CREATE TABLE app.note (id int PRIMARY KEY, session_id int REFERENCES app.session ON DELETE SET NULL);
            CREATE INDEX ON app.note (session_id);
            CREATE TABLE app.grants (entity_type text NOT NULL, entity_id text NOT NULL, who text NOT NULL);
            CREATE INDEX ON app.grants (entity_id, entity_type);
            """;

    // language=SQL
    private static final String ROWS = """
            INSERT INTO app.session
            SELECT i, CASE WHEN i % 4 = 0 THEN 'OPEN' ELSE 'ENDED' END, timestamptz '2025-01-01' + i * interval '1 min',
                'session ' || i || ' <script>alert(1)</script>'
            FROM generate_series(1, :sessions) AS i;
            INSERT INTO app.event (session_id, body) SELECT id, 'body' FROM app.session, generate_series(1, 3);
            INSERT INTO app.step SELECT id, n FROM app.event, generate_series(1, 2) AS n;
            INSERT INTO app.note SELECT id, id FROM app.session WHERE id % 10 = 1;
            INSERT INTO app.grants SELECT 'session', id::text, 'ann' FROM app.session;
            ANALYZE;
            """;

    private ShopServer() {}

    public static LiveServer on(TestDatabase database, int sessions, List<Policy> policies) {
        return on(database, sessions, policies, config -> config);
    }

    /** The same on a server that is set up as the test wants. */
    public static LiveServer on(
            TestDatabase database, int sessions, List<Policy> policies, UnaryOperator<ServerConfig> refined) {
        database.execute(TABLES);
        database.execute(ROWS.replace(":sessions", String.valueOf(sessions)));
        var views = policies.stream()
                .map(policy -> PolicyView.of(policy.name(), policy.config()))
                .toList();
        return LiveServer.on(
                database,
                config -> refined.apply(config).showing(views, List.of()).pruning(policies));
    }

    public static Policy ended(Path folder) {
        return Policy.of("ended-sessions", "app.session")
                .when("status = 'ENDED'")
                .olderThan("ended_at", Duration.ofDays(90))
                .association(
                        new AssociationConfig(TableName.parse("app.grants"), "entity_type", "session", "entity_id"))
                .archive(StoreLocation.parse("file:" + folder))
                .build();
    }
}
