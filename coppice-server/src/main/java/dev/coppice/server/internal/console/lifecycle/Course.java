package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.Explanation;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Figures;
import dev.coppice.server.internal.console.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a teardown goes on: each step with what it did, or why it is not done. */
final class Course {
    /** That a step only waits for others, which say themselves what keeps them. */
    private static final String WAITS = "step.waits-for-others";

    private Course() {}

    static TeardownView.Course of(Explanation explanation) {
        var operation = explanation.operation();
        Map<String, Explanation.Condition> conditions = explanation.conditions().stream()
                .collect(Collectors.toMap(Explanation.Condition::step, Function.identity()));
        return new TeardownView.Course(
                operation.state().ended() ? "" : live(operation),
                Words.badge(operation.state()),
                explanation.sentence(),
                explanation.wayBack(),
                ActForm.digest(WaysOut.of(explanation)),
                operation.steps().stream()
                        .map(step -> step(step, conditions.get(step.name())))
                        .toList());
    }

    private static String live(Operation operation) {
        return Links.teardown(operation.id()) + "/live";
    }

    private static TeardownView.Step step(OperationStep step, Explanation.@Nullable Condition condition) {
        return new TeardownView.Step(
                step.name(),
                step.type(),
                Words.badge(step.state()),
                did(step),
                condition == null ? null : kept(condition),
                Moment.of(step.finishedAt()));
    }

    private static TeardownView.Kept kept(Explanation.Condition condition) {
        var waits = condition.code().equals(WAITS);
        return new TeardownView.Kept(
                condition.reason(),
                Moment.of(condition.since()),
                condition.attempts() == 0 ? "" : "Tried " + Figures.count(condition.attempts(), "time") + ".",
                Moment.of(condition.nextTry()),
                waits ? "" : String.join(", ", condition.holdsUp()),
                waits ? "" : condition.next());
    }

    private static String did(OperationStep step) {
        var parts = new ArrayList<String>();
        var receipt = step.receipt();
        receipt.removed()
                .filter(removed -> removed > 0)
                .ifPresent(removed -> parts.add("Removed " + Figures.grouped(removed) + size(receipt.bytes()) + "."));
        receipt.after().filter(left -> left > 0).ifPresent(left -> parts.add(Figures.grouped(left) + " are left."));
        receipt.method().ifPresent(method -> parts.add(sentence(method)));
        step.resolution().ifPresent(act -> parts.add(act.actor() + ": " + act.reason()));
        return String.join(" ", parts);
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    private static String size(Optional<Long> bytes) {
        return bytes.filter(size -> size > 0)
                .map(size -> ", " + Figures.bytes(size))
                .orElse("");
    }

    static List<TeardownView.Tried> attempts(List<dev.coppice.lifecycle.Attempt> journal, int most) {
        return journal.reversed().stream()
                .limit(most)
                .map(attempt -> new TeardownView.Tried(
                        attempt.step(),
                        attempt.outcome().orElse("cut short, or under way"),
                        Moment.of(attempt.intentAt()),
                        attempt.worker()
                                + attempt.message().map(text -> ": " + text).orElse("")))
                .toList();
    }
}
