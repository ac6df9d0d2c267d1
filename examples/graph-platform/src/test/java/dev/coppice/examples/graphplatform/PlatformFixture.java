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
