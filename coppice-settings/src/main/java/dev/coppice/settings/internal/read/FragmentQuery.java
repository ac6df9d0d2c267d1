package dev.coppice.settings.internal.read;

import dev.coppice.ops.internal.SqlFaults;
import dev.coppice.settings.Merged.Contribution;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.internal.json.Documents;
import dev.coppice.settings.internal.scope.ScopeTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Asks the database: one statement for all names and all scopes. Written out, since rendering it would cost as much again. */
final class FragmentQuery {
    /**
     * What may be set, and for each of it one look into the unique index. The selects around the arrays keep the planner from
     * counting their elements: it would plan every call anew, for longer than it runs.
     */
    // language=SQL
    private static final String FRAGMENTS = """
            SELECT e.name, e.scope_type, seen.scope_id, coalesce(f.rank, e.rank, s.rank) AS effective, f.version, f.value::text
            FROM ${schema}.setting_entry AS e
            JOIN unnest((SELECT ?::text[]), (SELECT ?::text[])) AS seen (scope_type, scope_id)
                ON seen.scope_type = e.scope_type
            JOIN ${schema}.setting_scope AS s ON s.type = e.scope_type
            CROSS JOIN LATERAL (
                SELECT o.id, o.rank, o.version, o.value
                FROM ${schema}.setting_fragment AS o
                WHERE o.name = e.name AND o.scope_type = e.scope_type AND o.scope_id = seen.scope_id
                LIMIT 1
            ) AS f
            WHERE e.name = ANY ((SELECT ?::text[])::text[])
            ORDER BY effective, s.position, f.id""";

    private static final String TEXT = "text";

    private final DataSource source;
    private final String fragments;
    private final ScopeTable scopes;

    FragmentQuery(DataSource source, String schema) {
        this.source = source;
        this.fragments = Sql.in(schema, FRAGMENTS);
        this.scopes = new ScopeTable(schema);
    }

    /** What public and these scopes say of settings, by ascending rank. */
    Map<String, List<Said>> fragments(List<Scope> seen, List<String> names) {
        return ask(connection -> {
            try (var statement = connection.prepareStatement(fragments)) {
                var all = new ArrayList<Scope>(seen);
                all.add(Scope.PUBLIC);
                statement.setArray(
                        1,
                        connection.createArrayOf(
                                TEXT, all.stream().map(Scope::type).toArray()));
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                TEXT, all.stream().map(Scope::id).toArray()));
                statement.setArray(3, connection.createArrayOf(TEXT, names.toArray()));
                try (var rows = statement.executeQuery()) {
                    return said(rows);
                }
            }
        });
    }

    ScopeChain chain() {
        return ask(connection ->
                scopes.chain(DSL.using(connection, SQLDialect.POSTGRES).fetch(scopes.query())));
    }

    private <T> T ask(Sql.Work<T> work) {
        try {
            return Sql.autocommit(source, work);
        } catch (SQLException failure) {
            throw SqlFaults.of("settings", failure);
        }
    }

    private static Map<String, List<Said>> said(ResultSet rows) throws SQLException {
        var said = new HashMap<String, List<Said>>();
        while (rows.next()) {
            var contribution =
                    new Contribution(new Scope(rows.getString(2), rows.getString(3)), rows.getInt(4), rows.getLong(5));
            var json = rows.getString(6);
            said.computeIfAbsent(rows.getString(1), name -> new ArrayList<>())
                    .add(new Said(contribution, Documents.stored(json), json.length()));
        }
        return said;
    }
}
