package dev.coppice.lifecycle.internal.sql;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Templates as SQL of one transaction. Values never become part of the text: they are set as settings that the transaction
 * alone has, and cast to the types their columns have in the catalogue; so they reach COPY too, which takes no parameters.
 * For one thread.
 */
public final class ResourceSql {
    private static final String COLUMNS = """
            SELECT a.attname, a.attnum, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname)
            FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace AS home ON home.oid = c.relnamespace
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
            WHERE home.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
            """;

    // The operator of the type's default order, or of its default hash; types without one of their own compare as the
    // built-in type they are like.
    private static final String EQUALITY = """
            WITH RECURSIVE base AS (
                SELECT t.oid, t.typbasetype FROM pg_catalog.pg_type AS t WHERE t.oid = ?::regtype
                UNION ALL
                SELECT t.oid, t.typbasetype FROM base JOIN pg_catalog.pg_type AS t ON t.oid = base.typbasetype
            )
            SELECT pg_catalog.quote_ident(n.nspname) || '.' || o.oprname
            FROM base
            JOIN pg_catalog.pg_opclass AS c ON c.opcintype = base.oid AND c.opcdefault
            JOIN pg_catalog.pg_am AS m ON m.oid = c.opcmethod
            JOIN pg_catalog.pg_amop AS a
                ON a.amopfamily = c.opcfamily AND a.amoplefttype = c.opcintype AND a.amoprighttype = c.opcintype
            JOIN pg_catalog.pg_operator AS o ON o.oid = a.amopopr
            JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
            WHERE base.typbasetype = 0
                AND (m.amname = 'btree' AND a.amopstrategy = 3 OR m.amname = 'hash' AND a.amopstrategy = 1)
            ORDER BY m.amname
            LIMIT 1
            """;

    private final Connection connection;
    private final KindConfig kind;
    private final Map<String, Column> columns;
    private final Map<String, String> values;

    private record Column(int number, String type) {}

    private ResourceSql(
            Connection connection, KindConfig kind, Map<String, Column> columns, Map<String, String> values) {
        this.connection = connection;
        this.kind = kind;
        this.columns = columns;
        this.values = values;
    }

    /**
     * Templates about one resource in the connection's transaction.
     *
     * @param values the columns of its row as text, nulls left out; {@code id} is there
     */
    public static ResourceSql in(Connection connection, KindConfig kind, Map<String, String> values)
            throws SQLException {
        return new ResourceSql(connection, kind, columns(connection, kind.table()), values);
    }

    /** The statement of a template, with its values set until the transaction ends. */
    public String of(String template) throws SQLException {
        var parsed = new Template(template);
        var terms = new HashMap<String, String>();
        for (var name : parsed.columns()) {
            terms.put(name, term(name, null));
        }
        return parsed.fill(terms::get);
    }

    /**
     * The condition that a column names the resource, compared as the column's type compares, whatever the search path.
     *
     * @param column the column, as it stands in SQL
     * @param type its type, as it stands in SQL
     */
    public String names(String column, String type) throws SQLException {
        return column + " OPERATOR(" + equality(type) + ") " + term("id", type);
    }

    private String equality(String type) throws SQLException {
        try (var statement = connection.prepareStatement(EQUALITY)) {
            statement.setString(1, type);
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : "pg_catalog.=";
            }
        }
    }

    /** The columns of a table, whatever its resources. */
    public static Map<String, String> types(Connection connection, TableName table) throws SQLException {
        var types = new LinkedHashMap<String, String>();
        columns(connection, table).forEach((name, column) -> types.put(name, column.type()));
        return types;
    }

    private String term(String name, @Nullable String type) throws SQLException {
        var column = column(name);
        var value = values.get(name);
        var cast = type == null ? column.type() : type;
        if (value == null) {
            return "(NULL::" + cast + ")";
        }
        var setting = "coppice.a" + column.number();
        try (var statement = connection.prepareStatement("SELECT pg_catalog.set_config(?, ?, true)")) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
        }
        return "(pg_catalog.current_setting('" + setting + "')::" + cast + ")";
    }

    private Column column(String name) {
        // The key is column 0, so that a column of the name "id" that is not the key never stands for it.
        var found = name.equals("id")
                ? Optional.ofNullable(columns.get(kind.key())).map(key -> new Column(0, key.type()))
                : Optional.ofNullable(columns.get(name));
        return found.orElseThrow(() -> unknown(name));
    }

    private CoppiceException unknown(String name) {
        return Fault.of("step.unknown-column", Kind.USAGE)
                .refused("The statement of the step was not run.")
                .found("It names the column " + name + ", which " + kind.table() + " has not.")
                .changed("Nothing was removed.")
                .next("Mend the declaration, then retry the operation.")
                .exception();
    }

    private static Map<String, Column> columns(Connection connection, TableName table) throws SQLException {
        var columns = new LinkedHashMap<String, Column>();
        try (var statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.put(rows.getString(1), new Column(rows.getInt(2), rows.getString(3)));
                }
            }
        }
        return columns;
    }
}
