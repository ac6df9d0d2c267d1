package dev.coppice.cli.internal.command;

import dev.coppice.archive.Verification;
import dev.coppice.archive.Verification.Problem;
import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.prune.OpenArchive;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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

    /** What was found, as scripts see it. */
    record VerifyDocument(
            boolean ok,
            String archive,
            long frames,
            Map<String, Long> rows,
            List<ProblemDocument> problems,
            List<ProblemDocument> remarks) {
        static VerifyDocument of(String archive, Verification found) {
            return new VerifyDocument(
                    found.ok(),
                    archive,
                    found.frames(),
                    new TreeMap<>(found.rows()),
                    found.problems().stream().map(ProblemDocument::of).toList(),
                    found.remarks().stream().map(ProblemDocument::of).toList());
        }
    }

    /** One thing that was found. */
    record ProblemDocument(
            String code, @Nullable String segment, @Nullable Integer frame, String message) {
        static ProblemDocument of(Problem problem) {
            return new ProblemDocument(
                    problem.code(),
                    problem.segment().isEmpty() ? null : problem.segment(),
                    problem.frame().isPresent() ? problem.frame().getAsInt() : null,
                    problem.message());
        }

        String where() {
            var place = segment == null ? "the whole" : segment;
            return frame == null ? place : place + ", frame " + frame;
        }
    }

    @Override
    int run(OpenArchive archive) {
        var found = VerifyDocument.of(archive.id(), archive.verify());
        terminal().answer(found, text(found));
        return found.ok() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static String text(VerifyDocument found) {
        var said = new StringBuilder(
                found.ok()
                        ? "Archive " + found.archive() + " is whole: " + frames(found.frames()) + " as written.\n"
                        : "Archive " + found.archive() + " is damaged. " + frames(found.frames())
                                + " as written; these are not:\n");
        if (!found.ok()) {
            var problems = TextTable.of("WHERE", "PROBLEM");
            found.problems().forEach(problem -> problems.row(problem.where(), problem.message()));
            said.append(problems).append('\n');
        }
        if (!found.rows().isEmpty()) {
            var rows = TextTable.of("TABLE", "ROWS READ");
            found.rows().forEach((table, count) -> rows.row(table, Figures.count(count)));
            said.append('\n').append(rows).append('\n');
        }
        found.remarks()
                .forEach(remark ->
                        said.append('\n').append(remark.where()).append(": ").append(remark.message()));
        return said.toString();
    }

    private static String frames(long frames) {
        return Figures.count(frames, "frame is", "frames are");
    }
}
