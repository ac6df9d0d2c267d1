package dev.coppice.server.document;

import dev.coppice.archive.Verification;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What reading an archive to its end has found. A value for any thread.
 *
 * @param ok whether all is as it was written
 * @param archive its id
 * @param frames how many frames are as written
 * @param rows rows read, by table
 * @param problems what is not as it was written
 * @param remarks what should be known beside
 */
public record ArchiveCheckDocument(
        boolean ok,
        String archive,
        long frames,
        Map<String, Long> rows,
        List<Problem> problems,
        List<Problem> remarks) {
    /** Copies the lists. */
    public ArchiveCheckDocument {
        problems = List.copyOf(problems);
        remarks = List.copyOf(remarks);
    }

    /**
     * One thing that was found.
     *
     * @param code a stable word
     * @param segment in which segment
     * @param frame in which frame of it
     * @param message what was found
     */
    public record Problem(
            String code, @Nullable String segment, @Nullable Integer frame, String message) {
        static Problem of(Verification.Problem problem) {
            return new Problem(
                    problem.code(),
                    problem.segment().isEmpty() ? null : problem.segment(),
                    problem.frame().isPresent() ? problem.frame().getAsInt() : null,
                    problem.message());
        }
    }

    /** What was found in the archive of this id. */
    public static ArchiveCheckDocument of(String archive, Verification found) {
        return new ArchiveCheckDocument(
                found.ok(),
                archive,
                found.frames(),
                new TreeMap<>(found.rows()),
                found.problems().stream().map(Problem::of).toList(),
                found.remarks().stream().map(Problem::of).toList());
    }
}
