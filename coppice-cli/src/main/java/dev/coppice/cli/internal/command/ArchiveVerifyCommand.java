package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.prune.OpenArchive;
import dev.coppice.server.document.ArchiveCheckDocument;
import picocli.CommandLine.Command;

/** Reads an archive to its end. */
@Command(
        name = "verify",
        description = {
            "Read every frame of an archive and compare it with what was written: digests, lengths, rows. "
                    + "Ends with 1 when something is not as it was.",
            "",
            "  coppice archive verify 17",
            "  coppice archive verify campaign-17-… --from s3://bucket/prefix"
        })
final class ArchiveVerifyCommand extends ArchiveReadingCommand {

    @Override
    int run(OpenArchive archive) {
        return told(ArchiveCheckDocument.of(archive.id(), archive.verify()));
    }

    @Override
    protected int run(Remote server) {
        var call = Call.question("archives", given(source::campaign), "verify");
        return told(server.ask(call, ArchiveCheckDocument.class));
    }

    private int told(ArchiveCheckDocument found) {
        terminal().answer(found, text(found));
        return found.ok() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static String text(ArchiveCheckDocument found) {
        var said = new StringBuilder(
                found.ok()
                        ? "Archive " + found.archive() + " is whole: " + frames(found.frames()) + " as written.\n"
                        : "Archive " + found.archive() + " is damaged. " + frames(found.frames())
                                + " as written; these are not:\n");
        if (!found.ok()) {
            var problems = TextTable.of("WHERE", "PROBLEM");
            found.problems().forEach(problem -> problems.row(where(problem), problem.message()));
            said.append(problems).append('\n');
        }
        if (!found.rows().isEmpty()) {
            var rows = TextTable.of("TABLE", "ROWS READ");
            found.rows().forEach((table, count) -> rows.row(table, Figures.count(count)));
            said.append('\n').append(rows).append('\n');
        }
        found.remarks()
                .forEach(remark ->
                        said.append('\n').append(where(remark)).append(": ").append(remark.message()));
        return said.toString();
    }

    private static String where(ArchiveCheckDocument.Problem problem) {
        var place = problem.segment() == null ? "the whole" : problem.segment();
        return problem.frame() == null ? place : place + ", frame " + problem.frame();
    }

    private static String frames(long frames) {
        return Figures.count(frames, "frame is", "frames are");
    }
}
