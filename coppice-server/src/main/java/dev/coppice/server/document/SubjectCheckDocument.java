package dev.coppice.server.document;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Erasures;
import dev.coppice.prune.Subject;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether the maps of subjects fit the database. A value for any thread.
 *
 * @param ok whether all do
 * @param subjects how many were held against it
 * @param problems what is wrong with those that do not
 */
public record SubjectCheckDocument(boolean ok, int subjects, List<Problem> problems) {
    /** Copies the list. */
    public SubjectCheckDocument {
        problems = List.copyOf(problems);
    }

    /**
     * What is wrong with a map.
     *
     * @param subject the kind of subject
     * @param message what, and what to do
     */
    public record Problem(String subject, String message) {}

    /** Holds maps against the database. */
    public static SubjectCheckDocument of(List<Subject> subjects, Erasures erasures) {
        var problems =
                subjects.stream().flatMap(subject -> problem(subject, erasures)).toList();
        return new SubjectCheckDocument(problems.isEmpty(), subjects.size(), problems);
    }

    private static Stream<Problem> problem(Subject subject, Erasures erasures) {
        try {
            erasures.requireFits(subject);
            return Stream.empty();
        } catch (CoppiceException misfit) {
            if (!misfit.code().startsWith("subject.") && !misfit.code().startsWith("policy.")) {
                throw misfit;
            }
            return Stream.of(new Problem(subject.name(), String.valueOf(misfit.getMessage())));
        }
    }
}
