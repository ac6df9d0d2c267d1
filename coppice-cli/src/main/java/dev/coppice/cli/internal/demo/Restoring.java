package dev.coppice.cli.internal.demo;

import dev.coppice.cli.internal.Figures;
import java.sql.SQLException;
import java.util.List;

/** Everything comes back, byte for byte. */
final class Restoring implements Scene {
    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String claim() {
        return "both campaigns are undone, and every row of every table is as it was.";
    }

    @Override
    public Played play(Stage stage) throws SQLException {
        var before = stage.rows().differences(Stage.START, "pruned");
        for (var campaign : List.of("2", "1")) {
            stage.commands()
                    .run("archive", "restore", campaign, "--reason", "the demonstration wants them back")
                    .ending(0);
        }
        var rows = stage.rows().keep("restored");
        var fingerprint = stage.rows().fingerprint("restored");
        return new Played(
                Figures.count(rows) + " rows have the fingerprint of the start again, " + fingerprint + ".",
                List.of(
                        Check.that("restore.had-something-to-do", before > 0, before + " rows were other ones"),
                        Check.same("restore.row-by-row", 0L, stage.rows().differences(Stage.START, "restored")),
                        Check.same("restore.fingerprint", stage.rows().fingerprint(Stage.START), fingerprint)));
    }
}
