package dev.coppice.lifecycle.internal.step;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Sequences that would give numbers again which came back. They belong to all resources and are never set here: whoever runs
 * the application is told how to.
 */
final class SequencesBehind {
    private static final String FEEDING = """
            SELECT
                a.attname::text,
                pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(s.relname),
                q.seqincrement > 0,
                pg_catalog.has_sequence_privilege(s.oid, 'SELECT')
            FROM (
                SELECT d.refobjsubid::int AS number, d.objid AS sequence
                FROM pg_catalog.pg_depend AS d
                WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                    AND d.refobjid = $TABLE AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
                UNION
                SELECT e.adnum::int, d.refobjid
                FROM pg_catalog.pg_attrdef AS e
                JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_attrdef'::regclass AND d.objid = e.oid
                WHERE e.adrelid = $TABLE AND d.refclassid = 'pg_class'::regclass
            ) AS fed
            JOIN pg_catalog.pg_class AS s ON s.oid = fed.sequence AND s.relkind = 'S'
            JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = s.oid AND NOT q.seqcycle
            JOIN pg_catalog.pg_namespace AS n ON n.oid = s.relnamespace
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = $TABLE AND a.attnum = fed.number
            WHERE a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype)
                AND a.attname = ANY (?)
            ORDER BY a.attnum, 2
            """;

    private final Connection connection;
    private final RowTable table;
    private final List<String> told = new ArrayList<>();

    private SequencesBehind(Connection connection, RowTable table) {
        this.connection = connection;
        this.table = table;
    }

    private record Sequence(String column, String name, boolean rises, boolean readable) {}

    /**
     * What a person should know, a sentence for each sequence.
     *
     * @param columns the columns that were saved
     * @param rows a query for these of the rows that came back
     */
    static List<String> of(Connection connection, RowTable table, Collection<String> columns, String rows)
            throws SQLException {
        var behind = new SequencesBehind(connection, table);
        for (var sequence : behind.feeding(columns)) {
            behind.look(sequence, rows);
        }
        return behind.told;
    }

    private List<Sequence> feeding(Collection<String> columns) throws SQLException {
        try (var statement = connection.prepareStatement(FEEDING.replace("$TABLE", Long.toString(table.oid())))) {
            statement.setArray(1, connection.createArrayOf("name", columns.toArray()));
            try (var row = statement.executeQuery()) {
                var found = new ArrayList<Sequence>();
                while (row.next()) {
                    found.add(new Sequence(row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4)));
                }
                return found;
            }
        }
    }

    private void look(Sequence sequence, String rows) throws SQLException {
        var place = table.name() + "." + sequence.column();
        if (!sequence.readable()) {
            told.add("whether sequence " + sequence.name() + " is behind " + place
                    + " was not seen: this role may not read it.");
        } else if (isBehind(sequence, rows)) {
            told.add("sequence " + sequence.name() + " is behind what came back in " + place
                    + ": new rows may meet its keys. Run " + cure(sequence, table.name()));
        }
    }

    private boolean isBehind(Sequence sequence, String rows) throws SQLException {
        var order = sequence.rises() ? "<" : ">";
        var sql = "SELECT CASE WHEN s.is_called THEN s.last_value " + order + " came.edge ELSE s.last_value " + order
                + "= came.edge END FROM " + sequence.name() + " AS s, (SELECT " + edge(sequence) + "(r."
                + SchemaCopy.quoted(sequence.column()) + ") AS edge FROM (" + rows + ") AS r) AS came";
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static String cure(Sequence sequence, TableName table) {
        return "SELECT pg_catalog.setval('" + sequence.name().replace("'", "''") + "', (SELECT " + edge(sequence) + "("
                + SchemaCopy.quoted(sequence.column()) + ") FROM " + SchemaCopy.quoted(table) + "));";
    }

    private static String edge(Sequence sequence) {
        return sequence.rises() ? "max" : "min";
    }
}
