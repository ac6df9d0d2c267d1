package dev.coppice.cli.internal.demo;

import dev.coppice.cli.internal.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * The archives hold exactly what is gone: they are read with zstd and COPY alone, and compared row by row. A byte that was
 * changed is found.
 */
final class Verifying implements Scene {
    /** Rows of archived tables that were there at the start and are not after the campaigns, or the reverse of that. */
    // language=SQL
    private static final String NOT_EQUAL = """
            WITH gone AS (
                SELECT table_name, content FROM demo.kept WHERE moment = 'start'
                EXCEPT ALL SELECT table_name, content FROM demo.kept WHERE moment = 'pruned'
            ), archived AS (
                SELECT table_name, content FROM demo.kept WHERE moment = 'archived'
            ), lost AS (
                SELECT * FROM gone WHERE table_name IN (SELECT table_name FROM archived)
                EXCEPT ALL TABLE archived
            ), invented AS (
                TABLE archived EXCEPT ALL TABLE gone
            )
            SELECT (SELECT count(*) FROM lost) + (SELECT count(*) FROM invented)
            """;

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String claim() {
        return "the archives hold every row that is gone, once, and a changed byte is found.";
    }

    @Override
    public Played play(Stage stage) throws SQLException, IOException {
        var truth = stage.truth();
        var archived = new ArchivedRows(truth, stage.archives(), "archived");
        long rows = 0;
        for (var archive : truth.list("SELECT archive_id FROM coppice.campaign ORDER BY id")) {
            rows += archived.load(archive);
        }
        for (var table : archived.tables()) {
            archived.keep("archived", table);
        }
        var deleted = truth.count("SELECT sum(rows_deleted) FROM coppice.campaign");
        var second = stage.commands().run("archive", "verify", "2").ending(0).json();
        stage.commands().run("archive", "verify", "1").ending(0);
        return new Played(
                Figures.count(rows) + " rows of " + archived.tables().size()
                        + " tables were read with zstd and COPY and" + " equal those that are gone; "
                        + second.path("frames").asLong() + " frames have their digests.",
                List.of(
                        Check.same("verify.reads-as-many-rows-as-were-deleted", deleted, rows),
                        Check.same("verify.row-by-row", 0L, truth.count(NOT_EQUAL)),
                        Check.same(
                                "verify.finds-no-problem",
                                true,
                                second.path("ok").asBoolean()),
                        Check.same("verify.finds-a-changed-byte", 1, damaged(stage))));
    }

    /** What a check of the first archive ends with while one byte of it is another. */
    private static int damaged(Stage stage) throws SQLException, IOException {
        var archive = stage.truth().text("SELECT archive_id FROM coppice.campaign ORDER BY id LIMIT 1");
        Path segment;
        try (var files = Files.list(stage.archives().resolve(archive))) {
            segment = files.filter(file -> file.toString().endsWith(".zst"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        var whole = Files.readAllBytes(segment);
        var forged = whole.clone();
        forged[forged.length / 2] ^= 1;
        Files.write(segment, forged);
        var ended = stage.commands().run("archive", "verify", "1").exitCode();
        Files.write(segment, whole);
        return ended;
    }
}
