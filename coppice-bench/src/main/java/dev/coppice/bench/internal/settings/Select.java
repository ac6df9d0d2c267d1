package dev.coppice.bench.internal.settings;

import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Ending;
import dev.coppice.settings.Viewer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** A select that answers the fragments by ascending rank; nobody merges them while the clock runs. */
record Select(String name, String sql, Binding binding, Reads reads) implements Contender {
    // language=SQL
    private static final String BY_HAND = """
            SELECT f.name, f.value::text
            FROM coppice_bench.setting_fragment AS f
            JOIN coppice_bench.setting_entry AS e ON e.name = f.name AND e.scope_type = f.scope_type
            JOIN coppice_bench.setting_scope AS s ON s.type = f.scope_type
            WHERE f.name = ANY (?) AND (
                (f.scope_type = 'public' AND f.scope_id = '')
                OR (f.scope_type = 'domain' AND f.scope_id = ?)
                OR (f.scope_type = 'user' AND f.scope_id = ?)
            )
            ORDER BY coalesce(f.rank, e.rank, s.rank), s.position, f.id
            """;

    // language=SQL
    private static final String THE_SAME = """
            SELECT e.name, f.value::text, e.scope_type, seen.scope_id, coalesce(f.rank, e.rank, s.rank) AS effective, f.version
            FROM coppice_bench.setting_entry AS e
            JOIN unnest((SELECT ?::text[]), (SELECT ?::text[])) AS seen (scope_type, scope_id)
                ON seen.scope_type = e.scope_type
            JOIN coppice_bench.setting_scope AS s ON s.type = e.scope_type
            CROSS JOIN LATERAL (
                SELECT o.id, o.rank, o.version, o.value
                FROM coppice_bench.setting_fragment AS o
                WHERE o.name = e.name AND o.scope_type = e.scope_type AND o.scope_id = seen.scope_id
                LIMIT 1
            ) AS f
            WHERE e.name = ANY ((SELECT ?::text[])::text[])
            ORDER BY effective, s.position, f.id
            """;

    /** The select most people would write. */
    static Select byHand(Reads reads) {
        return new Select("select by hand", BY_HAND, Select::bindByHand, reads);
    }

    /** The select that Coppice sends, without Coppice. */
    static Select theSame(Reads reads) {
        return new Select("the statement of Coppice alone", THE_SAME, Select::bindTheSame, reads);
    }

    /** Binds a viewer. */
    interface Binding {
        void bind(Connection connection, PreparedStatement select, Viewer viewer) throws SQLException;
    }

    @Override
    public Supplier<List<Ending>> run(DataSource source, Runnable beforeCommit) throws SQLException {
        var answers = new ArrayList<Map<String, List<String>>>(reads.viewers().size());
        for (var viewer : reads.viewers()) {
            try (var connection = source.getConnection();
                    var select = connection.prepareStatement(sql)) {
                binding.bind(connection, select, viewer);
                answers.add(fetch(select));
            }
        }
        beforeCommit.run();
        return () -> answers.stream().map(Reads::merged).toList();
    }

    private static Map<String, List<String>> fetch(PreparedStatement select) throws SQLException {
        var found = new HashMap<String, List<String>>();
        try (var rows = select.executeQuery()) {
            while (rows.next()) {
                found.computeIfAbsent(rows.getString(1), name -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        return found;
    }

    private static void bindByHand(Connection connection, PreparedStatement select, Viewer viewer) throws SQLException {
        select.setArray(1, connection.createArrayOf("text", Reads.NAMES.toArray()));
        select.setString(2, viewer.scopes().get(0).id());
        select.setString(3, viewer.scopes().get(1).id());
    }

    private static void bindTheSame(Connection connection, PreparedStatement select, Viewer viewer)
            throws SQLException {
        var domain = viewer.scopes().get(0).id();
        var user = viewer.scopes().get(1).id();
        select.setArray(1, connection.createArrayOf("text", new Object[] {"domain", "user", "public"}));
        select.setArray(2, connection.createArrayOf("text", new Object[] {domain, user, ""}));
        select.setArray(3, connection.createArrayOf("text", Reads.NAMES.toArray()));
    }
}
