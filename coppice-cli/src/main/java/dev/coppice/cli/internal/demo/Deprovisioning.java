package dev.coppice.cli.internal.demo;

import dev.coppice.cli.internal.Figures;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A tenant is gone from everywhere, its backup was there before anything was destroyed, and nobody else has lost anything. */
final class Deprovisioning implements Scene {
    /** What was destroyed before there was a backup that had been read back. */
    // language=SQL
    private static final String TOO_EARLY = """
            SELECT count(*) FROM coppice.operation_attempt AS attempt
            JOIN coppice.operation_step AS step
                ON step.operation_id = attempt.operation_id AND step.name = attempt.step
            WHERE step.destroys AND NOT EXISTS (
                SELECT FROM coppice.backup WHERE backup.verified_at <= attempt.intent_at)
            """;

    // language=SQL
    private static final String NOT_IN_THE_BACKUP = """
            SELECT count(*) FROM (SELECT t::text FROM demo.document AS t EXCEPT ALL SELECT t::text FROM BACKED_UP AS t) AS missing
            """;

    @Override
    public String name() {
        return "deprovision";
    }

    @Override
    public String claim() {
        return "a tenant is taken down, everywhere, behind a backup that was read back; its neighbours keep everything.";
    }

    /**
     * What there is to be taken down, counted before.
     *
     * @param rows by the tenant's id in shared tables
     * @param objects in the store
     * @param connections that have a grant at the provider
     * @param provided how many grants the provider has in all
     * @param neighbours what all others have
     */
    private record Before(long rows, long objects, Set<String> connections, int provided, List<String> neighbours) {
        static Before of(Graph graph) throws SQLException, IOException {
            var provided = graph.stage().provider().grants().size();
            return new Before(graph.rows(), graph.objects(), graph.connections(), provided, graph.neighbours());
        }
    }

    @Override
    public Played play(Stage stage) throws SQLException, IOException {
        var graph = Graph.chosen(stage);
        var before = Before.of(graph);
        stage.truth()
                .execute("CREATE TABLE demo.document AS SELECT * FROM app.document WHERE graph_id = '" + graph.id()
                        + "'");
        var done = stage.commands()
                .run("deprovision", "graph", graph.id(), "--execute", "--yes")
                .ending(0)
                .json();
        var backup = new ArchivedRows(stage.truth(), stage.folder().resolve("backups"), "backup");
        backup.load(done.at("/backup/archive").asString());
        var checks = new ArrayList<Check>();
        checks.addAll(gone(graph, before));
        checks.addAll(kept(graph, before, backup));
        return new Played(
                "Gone: a schema, " + Figures.count(before.rows(), "row", "rows") + " by its id in shared tables, "
                        + Figures.count(before.objects(), "object", "objects") + ", "
                        + Figures.count(before.connections().size(), "grant", "grants") + " of a provider; "
                        + Figures.bytes(done.at("/backup/bytes").asLong()) + " are kept in its backup.",
                checks);
    }

    private static List<Check> gone(Graph graph, Before before) throws SQLException, IOException {
        var truth = graph.stage().truth();
        return List.of(
                Check.that(
                        "deprovision.had-something-to-do",
                        before.rows() > 0
                                && before.objects() > 0
                                && !before.connections().isEmpty(),
                        before.rows() + " rows, " + before.objects() + " objects, "
                                + before.connections().size() + " grants"),
                Check.same("deprovision.its-schema-is-gone", 0L, graph.schemas()),
                Check.same("deprovision.its-rows-are-gone", 0L, graph.rows()),
                Check.same("deprovision.its-objects-are-gone", 0L, graph.objects()),
                Check.same("deprovision.its-grants-are-gone", 0L, graph.granted(before.connections())),
                Check.same(
                        "deprovision.its-status",
                        "deprovisioned",
                        truth.text("SELECT status FROM app.graph WHERE graph_id = ?", graph.id())));
    }

    private static List<Check> kept(Graph graph, Before before, ArchivedRows backup) throws SQLException {
        var truth = graph.stage().truth();
        return List.of(
                Check.same(
                        "deprovision.no-other-grant-is-gone",
                        before.provided() - before.connections().size(),
                        graph.stage().provider().grants().size()),
                Check.same("deprovision.nothing-was-destroyed-before-the-backup", 0L, truth.count(TOO_EARLY)),
                Check.same(
                        "deprovision.its-documents-are-in-the-backup",
                        0L,
                        truth.count(NOT_IN_THE_BACKUP.replace("BACKED_UP", backup.place("document")))),
                Check.that(
                        "deprovision.its-neighbours-keep-everything",
                        before.neighbours().equals(graph.neighbours()),
                        before.neighbours().size() + " tables compared"));
    }
}
