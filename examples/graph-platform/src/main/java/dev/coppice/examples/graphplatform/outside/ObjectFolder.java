package dev.coppice.examples.graphplatform.outside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * The platform's object store as a folder: uploads staged by each member for each graph, {@code user-staging/USER/GRAPH/},
 * published bundles, {@code report-bundles/GRAPH/}, and what {@code app.file} lists, {@code files/GRAPH/}.
 */
public final class ObjectFolder {
    private static final String NAMES = """
            SELECT 'user-staging/' || member.user_id || '/' || graph.graph_id || '/part-1.parquet'
            FROM app.graph
            JOIN app.graph_member AS member ON member.graph_id = coalesce(graph.parent_id, graph.graph_id)
            WHERE graph.status <> 'deprovisioned'
            UNION ALL
            SELECT 'report-bundles/' || graph_id || '/' || bundle || '/index.html'
            FROM app.graph
            CROSS JOIN unnest(ARRAY['annual', 'monthly']) AS bundle
            WHERE status <> 'deprovisioned'
            UNION ALL
            SELECT object_key FROM app.file
            ORDER BY 1
            """;

    private ObjectFolder() {}

    /** Writes the objects of all graphs that are not torn down; those that are there are written again. */
    public static int fill(DataSource database, Path folder) throws SQLException, IOException {
        var names = names(database);
        for (var name : names) {
            var file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, name.getBytes(StandardCharsets.UTF_8));
        }
        return names.size();
    }

    private static List<String> names(DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(NAMES)) {
            var names = new ArrayList<String>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        }
    }
}
