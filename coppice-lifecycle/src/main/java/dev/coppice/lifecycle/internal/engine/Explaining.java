package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Explanation;
import dev.coppice.lifecycle.Explanation.Condition;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.OperationStep.Problem;
import dev.coppice.lifecycle.StepState;
import java.time.Instant;
import java.util.Comparator;

/**
 * Why an operation has not ended, in words.
 *
 * @param operation the operation
 * @param graph its steps
 */
record Explaining(Operation operation, StepGraph graph) {
    static Explanation of(Operation operation) {
        var explaining = new Explaining(operation, new StepGraph(operation.steps()));
        return new Explanation(
                operation,
                explaining.sentence(),
                operation.steps().stream()
                        .filter(step ->
                                !step.state().ended() && !operation.state().ended())
                        .map(explaining::condition)
                        .toList(),
                explaining.wayBack());
    }

    private String sentence() {
        var left =
                operation.steps().stream().filter(step -> !step.state().ended()).count();
        return switch (operation.state()) {
            case RUNNING ->
                operation
                                .worker()
                                .map(worker -> "Worker " + worker + " is at it")
                                .orElse("It waits for its next try") + "; " + left + " of "
                        + operation.steps().size() + " steps are left.";
            case PARKED -> "It waits for a person: a step failed " + Backoff.ATTEMPTS + " times.";
            case RESIDUAL -> "The resource is gone; " + left + " best-effort steps are still tried.";
            case SUCCEEDED -> "Everything is gone.";
            case PARTIAL -> "It has ended, and something was left behind, or was not seen gone, on a person's word.";
            case CANCELLED -> "It was called off before anything was destroyed.";
        };
    }

    private String wayBack() {
        if (operation.state().ended()) {
            return "It has ended.";
        }
        if (operation.noReturnAt().isPresent()) {
            return "There has been no way back since " + operation.noReturnAt().get() + ".";
        }
        return operation.parent().isPresent()
                ? "It can be called off with operation " + operation.parent().getAsLong() + "."
                : "It can still be called off.";
    }

    private Condition condition(OperationStep step) {
        var reason = reason(step);
        return new Condition(
                step.name(),
                step.state(),
                reason.code(),
                reason.message(),
                reason.since(),
                step.attempts(),
                step.nextTryAt(),
                graph.heldUpBy(step.name()),
                next(step));
    }

    private Problem reason(OperationStep step) {
        var waits = graph.waitsFor(step);
        if (!waits.isEmpty()) {
            return new Problem(
                    "step.waits-for-others", "It waits for " + String.join(", ", waits) + ".", waits, since(step));
        }
        if (step.state() == StepState.RUNNING) {
            return operation.worker().isPresent()
                    ? new Problem("step.running", "A worker is at it.", waits, since(step))
                    : new Problem(
                            "step.cut-short",
                            "Whoever was at it is gone; it is looked at before anything else.",
                            waits,
                            since(step));
        }
        return step.problem()
                .orElseGet(() -> new Problem("step.due", "It is the next to be done.", waits, since(step)));
    }

    /** Since the last of those it waits for was through, or since the beginning. */
    private Instant since(OperationStep step) {
        return step.after().stream()
                .flatMap(name -> graph.find(name).stream())
                .flatMap(before -> before.finishedAt().stream())
                .max(Comparator.naturalOrder())
                .orElse(operation.createdAt());
    }

    private String next(OperationStep step) {
        if (!graph.waitsFor(step).isEmpty()) {
            return "Nothing: it goes on when those are through.";
        }
        return switch (step.state()) {
            case PARKED ->
                "Mend the cause and run \"coppice operation retry " + operation.id() + " --reason TEXT\"" + byHand(step)
                        + ".";
            case FAILED, UNKNOWN ->
                "Nothing yet: it is tried again by itself. Run \"coppice operation retry " + operation.id()
                        + " --reason TEXT\" to try at once.";
            case BLOCKED -> blocked(step);
            default -> "Nothing: a worker takes it up.";
        };
    }

    /** Only what is declared can be done by hand, and only what nobody waits for can be left. */
    private String byHand(OperationStep step) {
        if (EngineSteps.own(step.type())) {
            return "";
        }
        var leavable = step.bestEffort() && graph.waitingFor(step.name()).isEmpty();
        return leavable
                ? ", do it by hand and resolve the step, or abandon it"
                : ", or do it by hand and resolve the step";
    }

    private String blocked(OperationStep step) {
        return switch (step.problem().map(Problem::code).orElse("")) {
            case "quiesce.transactions-open" -> "End the sessions it names, or wait for them.";
            case "resource.held" -> "Release the hold when its reason is gone.";
            case "freeze.frozen" -> "Run \"coppice unfreeze --reason TEXT\" when the reason is gone.";
            case "children.not-leaving" ->
                operation.noReturnAt().isPresent()
                        ? "Tear these children down, or move them elsewhere."
                        : "Move these children elsewhere, or call the teardown off and begin it with them.";
            case "step.not-declared" -> "Declare the step again.";
            default -> "Remove what holds it up; it is looked at again by itself.";
        };
    }
}
