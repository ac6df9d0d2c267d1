package dev.coppice.server.internal.console.targets;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.server.internal.targets.Everywhere;
import dev.coppice.server.internal.targets.Everywhere.Answer;
import dev.coppice.server.internal.targets.Ground;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an act on all databases has come to. A value for any thread.
 *
 * @param word what was to be done with each, as a participle
 * @param answers of each, in their order
 */
record AllTold(String word, List<Answer<String>> answers) {
    /** Longer than the guards of a database wait for the chunks under way. */
    private static final Everywhere ASKED = new Everywhere(Duration.ofMinutes(1));

    /** How a database refuses what it has already. */
    private static final Set<String> STANDS = Set.of("freeze.already-frozen", "freeze.not-frozen");

    /** Does it with each, all at once; where it is done already, it stays as it was done. */
    static AllTold of(String word, List<Ground> grounds, Function<Ground, String> act) {
        return new AllTold(word, ASKED.ask(grounds, ground -> standing(ground, act)));
    }

    private static String standing(Ground ground, Function<Ground, String> act) {
        try {
            return act.apply(ground);
        } catch (CoppiceException refused) {
            if (STANDS.contains(refused.code())) {
                return "";
            }
            throw refused;
        }
    }

    /** Copies the list. */
    AllTold {
        answers = List.copyOf(answers);
    }

    /** Whether it was done in each. */
    boolean complete() {
        return failed().isEmpty();
    }

    /** Where it was done, and where it was not and why. */
    String says() {
        var done = answers.stream()
                .filter(each -> each.fault() == null)
                .map(each -> each.ground().target())
                .collect(Collectors.joining(", "));
        return complete()
                ? "All databases are " + word + "."
                : "Not all databases are " + word + ". Those that are: " + (done.isEmpty() ? "none" : done) + ". "
                        + failed().stream().map(this::why).collect(Collectors.joining(" "))
                        + " Do it again once they answer: where it is done, it stays done.";
    }

    /** Refuses where it was done in none, and nothing can have changed. */
    void requireSome() {
        if (failed().size() == answers.size()
                && failed().stream().allMatch(each -> fault(each).effect() == Effect.NONE)) {
            throw Fault.of("target.none", Fault.Kind.UNAVAILABLE)
                    .refused("No database was " + word + ".")
                    .found(failed().stream().map(this::why).collect(Collectors.joining(" ")))
                    .changed("Nothing was changed.")
                    .next("See what keeps them, and do it again.")
                    .exception();
        }
    }

    private List<Answer<String>> failed() {
        return answers.stream().filter(each -> each.fault() != null).toList();
    }

    private String why(Answer<String> failed) {
        var known = fault(failed).effect() == Effect.NONE;
        return failed.ground().target()
                + (known ? " is not " + word + ": " : " may be " + word + " or not: ")
                + fault(failed).found();
    }

    private static Fault fault(Answer<String> failed) {
        return Objects.requireNonNull(failed.fault(), "one that failed");
    }
}
