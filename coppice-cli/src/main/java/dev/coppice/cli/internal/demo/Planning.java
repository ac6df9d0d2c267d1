package dev.coppice.cli.internal.demo;

import dev.coppice.cli.internal.Figures;
import java.sql.SQLException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A plan counts what would go, and writes nothing. */
final class Planning implements Scene {
    // language=SQL
    private static final String ENDED = """
            FROM app.session AS session %s
            WHERE session.status IN ('TERMINATED', 'CANCELLED') AND session.terminated_at < ?::timestamptz
            """;

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String claim() {
        return "it counts what would go, in every table below, and writes nothing.";
    }

    @Override
    public Played play(Stage stage) throws SQLException {
        var truth = stage.truth();
        var plan = stage.commands().run("plan", "ended-sessions").ending(0).json();
        var horizon = plan.path("horizon").asString();
        stage.rows().keep("planned");
        var sessions = truth.count("SELECT count(*) " + ENDED.formatted(""), horizon);
        var kernels = truth.count(
                "SELECT count(*) " + ENDED.formatted("JOIN app.kernel AS kernel USING (session_id)"), horizon);
        var days = truth.text("SELECT round(extract(epoch FROM now() - ?::timestamptz) / 86400)", horizon);
        var planned = plan.path("tables")
                .valueStream()
                .mapToLong(table -> rows(table))
                .sum();
        return new Played(
                Figures.count(sessions) + " sessions ended more than " + days + " days ago, with what hangs below them "
                        + Figures.count(planned) + " rows in "
                        + plan.path("tables").size() + " tables.",
                List.of(
                        Check.same("plan.looks-ninety-days-back", "90", days),
                        Check.same(
                                "plan.counts-the-roots",
                                sessions,
                                plan.at("/roots/count").asLong()),
                        Check.same("plan.counts-a-table-below", kernels, rows(plan, "app.kernel")),
                        Check.same("plan.changes-no-row", 0L, stage.rows().differences(Stage.START, "planned")),
                        Check.same(
                                "plan.begins-no-campaign", 0L, truth.count("SELECT count(*) FROM coppice.campaign"))));
    }

    private static long rows(JsonNode plan, String table) {
        return plan.path("tables")
                .valueStream()
                .filter(item -> item.path("table").asString().equals(table))
                .mapToLong(Planning::rows)
                .sum();
    }

    private static long rows(JsonNode table) {
        return table.path("rows").asLong();
    }
}
