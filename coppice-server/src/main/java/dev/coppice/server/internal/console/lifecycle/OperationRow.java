package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.Operation;
import dev.coppice.server.document.OperationSummary;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Progress;
import org.jspecify.annotations.Nullable;

/**
 * A teardown in a list.
 *
 * @param number its number
 * @param link the address of its page
 * @param resource the resource it takes down
 * @param resourceLink the address of that
 * @param state how it stands
 * @param progress how many of its steps have ended
 * @param begun who asked, and why it began
 * @param times when it began and ended
 */
public record OperationRow(
        long number,
        String link,
        String resource,
        String resourceLink,
        Badge state,
        Progress progress,
        Begun begun,
        Times times) {
    /**
     * How it came about.
     *
     * @param by who asked
     * @param why why it began
     */
    public record Begun(String by, String why) {}

    /**
     * When it began and ended.
     *
     * @param created since when
     * @param finished until when; null while it runs
     */
    public record Times(Moment created, @Nullable Moment finished) {}

    static OperationRow of(Operation operation) {
        var summary = OperationSummary.of(operation);
        return new OperationRow(
                operation.id(),
                Links.teardown(operation.id()).text(),
                operation.resource().toString(),
                Links.resource(operation.resource()).text(),
                Words.badge(operation.state()),
                new Progress(
                        summary.stepsEnded(),
                        summary.steps(),
                        summary.stepsEnded() + " of " + summary.steps() + " steps"),
                new Begun(summary.requestedBy(), cause(summary)),
                new Times(Moment.of(operation.createdAt()), Moment.of(operation.finishedAt())));
    }

    private static String cause(OperationSummary summary) {
        if (summary.residual()) {
            return "leftovers";
        }
        return switch (summary.cause()) {
            case "due" -> "its time was over";
            case "parent" -> "with what it belongs to";
            case "found" -> "found again";
            default -> "asked for";
        };
    }
}
