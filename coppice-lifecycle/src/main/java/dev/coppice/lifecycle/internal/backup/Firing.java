package dev.coppice.lifecycle.internal.backup;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.RestorePlan.Trigger;
import dev.coppice.lifecycle.spi.SavedParts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The triggers that a restore fires: on the tables rows come back into, and on the kind's own. */
final class Firing {
    private static final int INSERT = 4;
    private static final int UPDATE = 16;

    // Those of constraints are the server's own; the copies that partitions have of a trigger are not told again. The
    // columns of a
    // trigger are those of its update: an insert fires it whichever they are.
    private static final String TRIGGERS = """
            SELECT
                n.nspname::text,
                c.relname::text,
                g.tgname::text,
                pg_catalog.quote_ident(f_n.nspname) || '.' || pg_catalog.quote_ident(f.proname),
                g.tginitdeferred
            FROM pg_catalog.pg_class AS whole
            JOIN pg_catalog.pg_namespace AS home ON home.oid = whole.relnamespace
            JOIN pg_catalog.pg_class AS c
                ON c.oid = whole.oid OR c.relispartition AND pg_catalog.pg_partition_root(c.oid) = whole.oid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_trigger AS g ON g.tgrelid = c.oid
            JOIN pg_catalog.pg_proc AS f ON f.oid = g.tgfoid
            JOIN pg_catalog.pg_namespace AS f_n ON f_n.oid = f.pronamespace
            WHERE home.nspname = ? AND whole.relname = ?
                AND NOT g.tgisinternal AND g.tgparentid = 0 AND g.tgenabled IN ('O', 'A') AND g.tgtype & ? <> 0
                AND (g.tgtype & ? & 4 <> 0 OR pg_catalog.cardinality(g.tgattr::int2[]) = 0 OR EXISTS (
                    SELECT FROM pg_catalog.pg_attribute AS a
                    WHERE a.attrelid = c.oid AND a.attnum = ANY (g.tgattr::int2[]) AND a.attname = ANY (?)))
            ORDER BY c.oid <> whole.oid, 1, 2, 3
            """;

    private Firing() {}

    static Set<Trigger> of(Connection connection, KindConfig kind, Collection<SavedParts> saved) throws SQLException {
        var firing = new LinkedHashSet<Trigger>();
        for (var parts : saved) {
            for (var table : TableShapes.tables(parts)) {
                firing.addAll(on(connection, table, INSERT, List.of()));
            }
        }
        var written =
                Stream.concat(Stream.of(kind.status()), kind.fence().stream()).toList();
        firing.addAll(on(connection, kind.table(), UPDATE, written));
        return firing;
    }

    private static Set<Trigger> on(Connection connection, TableName table, int event, List<String> columns)
            throws SQLException {
        try (var statement = connection.prepareStatement(TRIGGERS)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            statement.setInt(3, event);
            statement.setInt(4, event);
            statement.setArray(5, connection.createArrayOf("name", columns.toArray()));
            try (var row = statement.executeQuery()) {
                var triggers = new LinkedHashSet<Trigger>();
                while (row.next()) {
                    triggers.add(new Trigger(
                            new TableName(row.getString(1), row.getString(2)),
                            row.getString(3),
                            row.getString(4),
                            row.getBoolean(5)));
                }
                return triggers;
            }
        }
    }
}
