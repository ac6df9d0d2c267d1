package dev.coppice.examples.graphplatform;

import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Questions the tests ask of a filled or empty example. */
final class PlatformFixture {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    static final Dataset SMALL = new Dataset(Size.SMALL, 7, NOON);

    static final String GRAPH = "kg0123456789abcdef";

    /** Changes with the rows of these tables only: neither time zone nor version of PostgreSQL takes part. */
    static final String FINGERPRINT = """
            SELECT md5(string_agg(line, '|' ORDER BY line COLLATE "C"))
            FROM (
                SELECT concat_ws(' ', session_id, graph_id, user_id, parent_session_id, status, resources,
                    extract(epoch FROM created_at), extract(epoch FROM terminated_at)) AS line
                FROM app.session
                UNION ALL
                SELECT concat_ws(' ', event_id, session_id, kind, payload, extract(epoch FROM occurred_at))
                FROM app.session_event
                UNION ALL
                SELECT concat_ws(' ', event_id, md5(content)) FROM app.event_attachment
            ) AS lines
            """;

    private final TestDatabase database;

    PlatformFixture(TestDatabase database) {
        this.database = database;
    }

    Dataset populate(Dataset dataset) {
        return GraphPlatform.populate(database.dataSource(), dataset, progress -> {});
    }

    /** An organisation with a user and an active graph. */
    PlatformFixture withGraph() {
        execute("""
            INSERT INTO app.organisation VALUES (1, 'Acme', 'DE', now()) ON CONFLICT DO NOTHING;
            INSERT INTO app.platform_user VALUES (1, 'ana@example.org', 'Ana', 'en', now()) ON CONFLICT DO NOTHING;
            INSERT INTO app.graph (graph_id, org_id, name, graph_type, tier, status, created_at, updated_at)
            VALUES ('%s', 1, 'first', 'generic', 'standard', 'active', now(), now()) ON CONFLICT DO NOTHING;
            """.formatted(GRAPH));
        return this;
    }

    /** Sessions that ended one, two, … days after noon. */
    void withSessions(int count) {
        withGraph().execute("""
            INSERT INTO app.session (
                session_id, graph_id, user_id, name, status, resources, created_at, terminated_at)
            SELECT ('5e551000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, '%s', 1, 'session-' || n,
                'TERMINATED', '{}', timestamptz '%s', timestamptz '%s' + n * interval '1 day'
            FROM generate_series(1, %d) AS n
            """.formatted(GRAPH, NOON, NOON, count));
    }

    /** Two kernels for each session there is, one of them with a port. */
    void withKernels() {
        execute("""
            INSERT INTO app.kernel SELECT session_id, k, 'TERMINATED', 'python', 1, now()
            FROM app.session, generate_series(1, 2) AS k;
            INSERT INTO app.kernel_port SELECT session_id, 1, 2200, 'ssh' FROM app.session;
            """);
    }

    /** The first session in a scope, as a scope, and a folder whose id is the same. */
    void withAssociations() {
        execute("""
            INSERT INTO app.association_scopes_entities (scope_type, scope_id, entity_type, entity_id, relation_type)
            SELECT 'user', '1', 'session', session_id::text, 'auto' FROM app.session
            UNION ALL SELECT 'session', session_id::text, 'file', '7', 'ref' FROM app.session
            UNION ALL SELECT 'user', '1', 'virtual_folder', session_id::text, 'auto' FROM app.session;
            """);
    }

    void execute(String sql) {
        database.execute(sql);
    }

    /** One column, as text. */
    List<String> list(String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException failure) {
            throw new IllegalStateException(query, failure);
        }
    }

    long count(String from) {
        return Long.parseLong(list("SELECT count(*) FROM " + from).getFirst());
    }

    /** Each table with a digest over all its rows, the tenants' tables too. */
    Map<String, String> digests() {
        var digests = new TreeMap<String, String>();
        for (var table : tables()) {
            var digest =
                    list("SELECT md5(string_agg(t::text, '|' ORDER BY t::text COLLATE \"C\")) FROM " + table + " t");
            digests.put(table, String.valueOf(digest.getFirst()));
        }
        return digests;
    }

    /** Every index and constraint as PostgreSQL spells it, without those of partitions. */
    List<String> definitions() {
        return list("""
                SELECT pg_catalog.pg_get_indexdef(indexrelid)
                FROM pg_catalog.pg_index
                JOIN pg_catalog.pg_class ON pg_class.oid = indexrelid
                WHERE relnamespace = 'app'::regnamespace AND NOT relispartition
                UNION ALL
                SELECT conrelid::regclass || ' ' || conname || ' ' || pg_catalog.pg_get_constraintdef(pg_constraint.oid)
                FROM pg_catalog.pg_constraint
                JOIN pg_catalog.pg_class ON pg_class.oid = conrelid
                WHERE connamespace = 'app'::regnamespace AND conparentid = 0 AND NOT relispartition AND contype <> 'n'
                ORDER BY 1
                """);
    }

    /** Drops all that the example made. */
    void wipe() {
        for (var schema :
                list("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'tenant\\_%' OR nspname LIKE 'app%'")) {
            database.execute("DROP SCHEMA " + schema + " CASCADE");
        }
    }

    private List<String> tables() {
        return list("""
                SELECT pg_class.oid::regclass
                FROM pg_catalog.pg_class
                WHERE relkind IN ('r', 'p')
                    AND NOT relispartition
                    AND (relnamespace = 'app'::regnamespace OR relnamespace::regnamespace::text LIKE 'tenant\\_%')
                """);
    }
}
