package dev.coppice.archive;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a verification found. A value for any thread.
 *
 * @param frames how many frames were read and found as they were written
 * @param rows how many deleted rows those frames hold, by the table's name with its schema
 * @param problems what is not as the manifest says
 * @param remarks what is there and means nothing, such as bytes behind the last committed frame
 */
public record Verification(long frames, Map<String, Long> rows, List<Problem> problems, List<Problem> remarks) {
    /** Copies the lists. */
    public Verification {
        rows = Map.copyOf(rows);
        problems = List.copyOf(problems);
        remarks = List.copyOf(remarks);
    }

    /** Whether everything is as the manifest says. */
    public boolean ok() {
        return problems.isEmpty();
    }

    /**
     * One thing that was found.
     *
     * @param code the code of the error that reading it would give, or of the remark
     * @param segment the segment
     * @param frame the frame, where it is about one
     * @param message what was found, for a person
     */
    public record Problem(String code, String segment, OptionalInt frame, String message) {}
}
