package dev.coppice.cli.internal.demo;

import java.sql.SQLException;

/**
 * Every row of the platform as text, kept at moments that have a name, so that two of them can be compared row by row. They lie
 * in a schema of the demonstration's own.
 */
final class KeptRows {
    // language=SQL
    private static final String TABLES = """
            SELECT format('%I.%I', space.nspname, class.relname)
            FROM pg_catalog.pg_class AS class
            JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
            WHERE class.relkind IN ('r', 'p') AND NOT class.relispartition
            AND (space.nspname = 'app' OR space.nspname LIKE 'tenant\\_%')
            ORDER BY 1
            """;

    // language=SQL
    private static final String DIFFERENCES = """
            WITH one AS (SELECT table_name, content FROM demo.kept WHERE moment = ?),
            other AS (SELECT table_name, content FROM demo.kept WHERE moment = ?)
            SELECT count(*)
            FROM ((TABLE one EXCEPT ALL TABLE other) UNION ALL (TABLE other EXCEPT ALL TABLE one)) AS different
            """;

    // language=SQL
    private static final String FINGERPRINT = """
            SELECT left(md5(string_agg(md5(content), '' ORDER BY table_name, content)), 12)
            FROM demo.kept WHERE moment = ?
            """;

    private final Truth truth;

    private KeptRows(Truth truth) {
        this.truth = truth;
    }

    /** Makes the place they are kept in. */
    static KeptRows in(Truth truth) throws SQLException {
        truth.execute("CREATE SCHEMA demo");
        truth.execute("CREATE TABLE demo.kept (moment text NOT NULL, table_name text NOT NULL, content text NOT NULL)");
        return new KeptRows(truth);
    }

    /** Keeps all rows as they are now; answers how many. */
    long keep(String moment) throws SQLException {
        for (var table : truth.list(TABLES)) {
            truth.execute("INSERT INTO demo.kept SELECT ?, ?, t::text FROM " + table + " AS t", moment, table);
        }
        return truth.count("SELECT count(*) FROM demo.kept WHERE moment = ?", moment);
    }

    /** How many rows are in one of two moments and not in the other, a row that is there twice counted twice. */
    long differences(String moment, String other) throws SQLException {
        return truth.count(DIFFERENCES, moment, other);
    }

    /** All rows of a moment in twelve characters. */
    String fingerprint(String moment) throws SQLException {
        return truth.text(FINGERPRINT, moment);
    }
}
