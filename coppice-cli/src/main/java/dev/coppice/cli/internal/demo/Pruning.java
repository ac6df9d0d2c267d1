package dev.coppice.cli.internal.demo;

import dev.coppice.cli.internal.Figures;
import java.sql.SQLException;
import java.util.List;

/** What was planned goes into an archive; nothing else goes, and nothing of it stays. */
final class Pruning implements Scene {
    static final String POLICY = "delivered-notifications";

    // language=SQL
    private static final String DUE = """
            %s status = 'delivered' AND delivered_at AT TIME ZONE 'UTC'
                < (SELECT horizon_at FROM coppice.campaign WHERE policy = ?)
            """;

    // language=SQL
    private static final String GONE = """
            SELECT count(*) FROM demo.notification AS before
            WHERE NOT EXISTS (SELECT FROM app.notification AS n WHERE n.notification_id = before.notification_id)
            """;

    @Override
    public String name() {
        return "prune";
    }

    @Override
    public String claim() {
        return "rows go to an archive in the statement that deletes them, and no others go.";
    }

    @Override
    public Played play(Stage stage) throws SQLException {
        var truth = stage.truth();
        truth.execute("CREATE TABLE demo.notification AS TABLE app.notification");
        var report =
                stage.commands().run("prune", POLICY, "--execute").ending(0).json();
        var gone = truth.count(GONE);
        return new Played(
                Figures.count(gone) + " delivered notifications are gone, in "
                        + Figures.count(report.path("chunks").asLong(), "transaction", "transactions") + "; "
                        + Figures.bytes(report.at("/archive/bytes").asLong()) + " are in the archive.",
                List.of(
                        Check.that("prune.removes-something", gone > 0, gone + " notifications gone"),
                        Check.same(
                                "prune.leaves-none-that-is-due",
                                0L,
                                truth.count("SELECT count(*) FROM app.notification" + DUE.formatted(" WHERE"), POLICY)),
                        Check.same(
                                "prune.takes-none-that-is-not-due",
                                0L,
                                truth.count(GONE + DUE.formatted("AND NOT (") + ")", POLICY)),
                        Check.same(
                                "prune.enters-each-in-the-ledger",
                                gone,
                                truth.count("SELECT roots FROM coppice.campaign WHERE policy = ?", POLICY))));
    }
}
