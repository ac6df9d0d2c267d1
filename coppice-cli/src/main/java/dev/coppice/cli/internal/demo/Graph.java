package dev.coppice.cli.internal.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The graph that is taken down, and what there is of it anywhere.
 *
 * @param stage where
 * @param id its id
 */
record Graph(Stage stage, String id) {
    /** A living graph on its own, with something of every sort. */
    // language=SQL
    private static final String CHOSEN = """
            SELECT min(graph.graph_id) FROM app.graph AS graph
            WHERE graph.status = 'active' AND graph.parent_id IS NULL AND NOT graph.is_repository
            AND NOT EXISTS (SELECT FROM app.graph AS child WHERE child.parent_id = graph.graph_id)
            AND EXISTS (SELECT FROM app.connection AS c WHERE c.graph_id = graph.graph_id)
            AND EXISTS (SELECT FROM app.document AS d WHERE d.graph_id = graph.graph_id)
            AND EXISTS (SELECT FROM app.session AS s WHERE s.graph_id = graph.graph_id)
            """;

    // language=SQL
    private static final String TABLES = """
            SELECT class.relname
            FROM pg_catalog.pg_class AS class
            JOIN pg_catalog.pg_attribute AS attribute ON attribute.attrelid = class.oid
            WHERE class.relnamespace = 'app'::regnamespace AND class.relkind IN ('r', 'p') AND NOT class.relispartition
            AND attribute.attname = 'graph_id'
            ORDER BY 1
            """;

    /** What stays of a graph: its row, the platform's own list of backups, and what it was billed for. */
    private static final Set<String> STAYING = Set.of("graph", "backup", "subscription");

    /** Rows of other graphs that lead to this one stay and forget it, so these are counted only. */
    private static final Set<String> FORGETTING = Set.of("session", "document");

    static Graph chosen(Stage stage) throws SQLException {
        return new Graph(stage, stage.truth().text(CHOSEN));
    }

    /** Its rows in shared tables, of those that must go. */
    long rows() throws SQLException {
        long rows = 0;
        for (var table : stage.truth().list(TABLES)) {
            rows += STAYING.contains(table) ? 0 : rows(table);
        }
        return rows;
    }

    /** Its rows in one table. */
    long rows(String table) throws SQLException {
        return stage.truth().count("SELECT count(*) FROM app." + table + " WHERE graph_id = ?", id);
    }

    /** How many schemas it has. */
    long schemas() throws SQLException {
        return stage.truth().count("SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = ?", "tenant_" + id);
    }

    /** Its objects in the store. */
    long objects() throws IOException {
        var store = stage.folder().resolve("objects");
        try (var files = Files.walk(store)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> belongs(store.relativize(file)))
                    .count();
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }

    /** Its connections, each of which has a grant at the provider. */
    Set<String> connections() throws SQLException {
        return Set.copyOf(stage.truth().list("SELECT connection_id FROM app.connection WHERE graph_id = ?", id));
    }

    /** How many of these have a grant. */
    long granted(Set<String> connections) {
        var granted = new HashSet<>(stage.provider().grants());
        granted.retainAll(connections);
        return granted.size();
    }

    /** The rows of all other graphs in a line for each table: how many, and their digest. */
    List<String> neighbours() throws SQLException {
        var lines = new ArrayList<String>();
        for (var table : stage.truth().list(TABLES)) {
            var digest = FORGETTING.contains(table) ? "''" : "md5(string_agg(t::text, '' ORDER BY t::text))";
            lines.add(table + " "
                    + stage.truth()
                            .text(
                                    "SELECT count(*) || ' ' || coalesce(" + digest + ", '') FROM app." + table
                                            + " AS t WHERE graph_id <> ?",
                                    id));
        }
        return List.copyOf(lines);
    }

    private boolean belongs(Path object) {
        for (var part : object) {
            if (part.toString().equals(id)) {
                return true;
            }
        }
        return false;
    }
}
