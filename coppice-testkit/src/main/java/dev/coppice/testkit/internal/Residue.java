package dev.coppice.testkit.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What sessions of one test still hold on the server. A session is the test's if the test's database handed it out, if it
 * is connected to the test's own database, or if it holds a lock on the test's schema or a relation in it. Nothing else is
 * sought, since what is found is ended: other tests and other programs may work in the same database.
 *
 * @param kind transaction, lock or prepared
 * @param pid the session, 0 for a prepared transaction
 * @param name the prepared transaction's name, else empty
 * @param sentence what a person should read
 */
record Residue(Kind kind, int pid, String name, String sentence) {
    enum Kind {
        TRANSACTION,
        ADVISORY_LOCK,
        PREPARED
    }

    // language=SQL
    private static final String FIND = """
            WITH own AS (
                SELECT pg_catalog.to_regnamespace(?)::oid AS oid
            ), held AS (
                SELECT l.pid, l.virtualtransaction
                FROM own, pg_catalog.pg_locks l
                LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
                WHERE (c.relnamespace = own.oid
                       OR l.locktype = 'object' AND l.classid = 'pg_catalog.pg_namespace'::regclass AND l.objid = own.oid)
                  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
            ), mine AS (
                SELECT a.pid, a.state, a.xact_start, a.query
                FROM pg_catalog.pg_stat_activity a
                WHERE a.pid <> pg_catalog.pg_backend_pid()
                  AND a.backend_type = 'client backend'
                  AND (a.pid = ANY (?) OR a.datname = ? OR a.pid IN (SELECT h.pid FROM held h))
            )
            SELECT 'TRANSACTION', m.pid, '', 'backend ' || m.pid || ' has an open transaction (' || m.state
                || '), its last statement was: ' || pg_catalog.left(m.query, 120)
            FROM mine m
            WHERE m.xact_start IS NOT NULL
            UNION ALL
            SELECT 'ADVISORY_LOCK', m.pid, '', 'backend ' || m.pid || ' holds the advisory lock '
                || CASE l.objsubid WHEN 1 THEN ((l.classid::bigint << 32) | l.objid::bigint)::text
                                   ELSE l.classid || ', ' || l.objid END
            FROM mine m
            JOIN pg_catalog.pg_locks l ON l.pid = m.pid AND l.locktype = 'advisory' AND l.granted
            UNION ALL
            SELECT 'PREPARED', 0, p.gid, 'the prepared transaction "' || p.gid || '" was neither committed nor rolled back'
            FROM pg_catalog.pg_prepared_xacts p
            WHERE p.database = ?
               OR p.database = current_database()
                   AND EXISTS (SELECT FROM pg_catalog.pg_locks t JOIN held h USING (virtualtransaction)
                               WHERE t.transactionid = p.transaction AND t.pid IS NULL AND h.pid IS NULL)
            ORDER BY 1 DESC, 2
            """;

    /** Looks once. */
    static List<Residue> find(Connection connection, Sought sought) throws SQLException {
        try (var statement = connection.prepareStatement(FIND)) {
            statement.setString(1, sought.schema());
            statement.setArray(2, connection.createArrayOf("int4", sought.pids().toArray()));
            statement.setString(3, sought.ownDatabase());
            statement.setString(4, sought.ownDatabase());
            try (var rows = statement.executeQuery()) {
                return read(rows);
            }
        }
    }

    private static List<Residue> read(ResultSet rows) throws SQLException {
        var found = new ArrayList<Residue>();
        while (rows.next()) {
            found.add(
                    new Residue(Kind.valueOf(rows.getString(1)), rows.getInt(2), rows.getString(3), rows.getString(4)));
        }
        return found;
    }

    /**
     * Whose residue is sought.
     *
     * @param schema the test's schema
     * @param ownDatabase the test's own database; empty if it has none
     * @param pids the sessions handed out
     */
    record Sought(String schema, String ownDatabase, List<Integer> pids) {}
}
