package dev.coppice.cli.internal.demo;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Archived rows answer SQL, and answer right. */
final class Querying implements Scene {
    private static final String ASKED = "SELECT status, count(*) FROM app.session GROUP BY status ORDER BY status";

    // language=SQL
    private static final String GONE = """
            SELECT status || ' ' || count(*) FROM demo.session AS before
            WHERE NOT EXISTS (SELECT FROM app.session AS s WHERE s.session_id = before.session_id)
            GROUP BY status ORDER BY status
            """;

    @Override
    public String name() {
        return "query";
    }

    @Override
    public String claim() {
        return "what is archived answers SQL.";
    }

    @Override
    public Played play(Stage stage) throws SQLException {
        var answer =
                stage.commands().run("archive", "query", "2", ASKED).ending(0).json();
        var found = new ArrayList<String>();
        for (var row : answer.path("rows")) {
            found.add(row.path(0).asString() + " " + row.path(1).asLong());
        }
        var expected = stage.truth().list(GONE);
        return new Played(
                "Sessions in the archive by status: " + String.join(", ", found)
                        + ", as many as are gone from the table.",
                List.of(
                        Check.that("query.answers-something", !found.isEmpty(), found.size() + " groups"),
                        Check.same("query.answers-what-is-gone", expected, found)));
    }
}
