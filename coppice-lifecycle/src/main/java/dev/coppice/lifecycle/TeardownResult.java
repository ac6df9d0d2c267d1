package dev.coppice.lifecycle;

import dev.coppice.control.Act;
import dev.coppice.ops.Fault;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a teardown came to, in the words that scripts rely on. A value for any thread.
 *
 * @param operation its number; empty when none was begun
 * @param status {@code success}; {@code partial} when something was destroyed and something is left; {@code
 *     already_deprovisioned}, {@code not_found}, {@code rejected}; {@code blocked} when something keeps it and nothing was
 *     destroyed; {@code running} while nothing is wrong and it has not ended; {@code planned} for a plan that nothing refuses
 * @param destroyed whether there is no way back, for it or for one below it
 * @param resource the resource
 * @param previousStatus what it was before
 * @param backup the backup it was destroyed behind
 * @param databaseDeleted whether its schemas and databases are gone; false when it has none
 * @param recordsCleaned whether its rows are gone; false when it has none
 * @param children how its children fared
 * @param steps its steps in their order
 * @param message how it stands, in words
 * @param warnings what should be known
 */
public record TeardownResult(
        OptionalLong operation,
        String status,
        boolean destroyed,
        ResourceId resource,
        Optional<ResourceStatus> previousStatus,
        OptionalLong backup,
        boolean databaseDeleted,
        boolean recordsCleaned,
        Children children,
        List<StepResult> steps,
        String message,
        List<String> warnings) {
    private static final Set<String> DATABASE = Set.of("schema", "database");
    private static final Set<String> RECORDS = Set.of("rows");

    /** Refusals that pass by themselves. */
    private static final Set<String> PASSING = Set.of("resource.held", "freeze.frozen");

    /** What only waits for others that were begun together with it. */
    private static final Set<String> TOGETHER = Set.of("children.unfinished", "backup.of-parent");

    private static final Set<StepState> TROUBLE = Set.of(StepState.FAILED, StepState.UNKNOWN, StepState.PARKED);

    /** Copies the lists. */
    public TeardownResult {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }

    /**
     * How those below it fared.
     *
     * @param torn how many are gone
     * @param failed how many are kept by something, or were called off
     * @param running how many are under way
     */
    public record Children(int torn, int failed, int running) {
        private static final Children NONE = new Children(0, 0, 0);

        private static Children of(List<Operation> below) {
            var torn = below.stream()
                    .filter(child -> child.state() == OperationState.SUCCEEDED
                            || child.state() == OperationState.PARTIAL
                            || child.state() == OperationState.RESIDUAL)
                    .count();
            var running = below.stream()
                    .filter(child -> child.state() == OperationState.RUNNING && !troubled(child))
                    .count();
            return new Children((int) torn, (int) (below.size() - torn - running), (int) running);
        }
    }

    /**
     * How a step ended, or stands.
     *
     * @param step its name
     * @param outcome its state
     * @param attempts how often it was tried
     * @param rows how much it removed
     * @param error what keeps it, after a stable word
     */
    public record StepResult(String step, String outcome, int attempts, long rows, Optional<String> error) {}

    /** What an operation came to, with all operations begun below it. */
    public static TeardownResult of(Operation operation, List<Operation> below) {
        var all = Stream.concat(Stream.of(operation), below.stream()).toList();
        var destroyed = all.stream().anyMatch(one -> one.noReturnAt().isPresent());
        var status = status(operation, all, destroyed);
        return new TeardownResult(
                OptionalLong.of(operation.id()),
                status,
                destroyed,
                operation.resource(),
                Optional.of(operation.previousStatus()),
                operation.backup(),
                gone(operation, DATABASE),
                gone(operation, RECORDS),
                Children.of(below),
                operation.steps().stream().map(TeardownResult::result).toList(),
                operation.resource() + ": " + words(status) + ".",
                warnings(operation));
    }

    /** What a teardown that was refused came to. */
    public static TeardownResult refused(ResourceId resource, Fault fault) {
        var status = fault.kind() == Fault.Kind.NOT_FOUND ? "not_found" : refusal(Stream.of(fault.code()));
        return unbegun(resource, status, Optional.empty(), fault.message(), List.of());
    }

    /** What a plan would come to. */
    public static TeardownResult of(TeardownPlan plan) {
        var resource = plan.resource().id();
        var status = plan.blocked()
                ? refusal(plan.blockers().stream().map(TeardownPlan.Blocker::code))
                : plan.residual() ? "already_deprovisioned" : "planned";
        var message = plan.blocked()
                ? "The teardown of " + resource + " would be refused: "
                        + plan.blockers().getFirst().message()
                : plan.residual()
                        ? resource + " is deprovisioned already; leftovers alone would be disposed of."
                        : resource + " would be torn down. " + plan.backTill();
        return unbegun(resource, status, Optional.of(plan.resource().status()), message, plan.warnings());
    }

    private static String refusal(Stream<String> codes) {
        return codes.allMatch(PASSING::contains) ? "blocked" : "rejected";
    }

    private static TeardownResult unbegun(
            ResourceId resource, String status, Optional<ResourceStatus> now, String message, List<String> warnings) {
        return new TeardownResult(
                OptionalLong.empty(),
                status,
                false,
                resource,
                now,
                OptionalLong.empty(),
                false,
                false,
                Children.NONE,
                List.of(),
                message,
                warnings);
    }

    private static String status(Operation operation, List<Operation> all, boolean destroyed) {
        return switch (operation.state()) {
            case SUCCEEDED -> operation.residual() ? "already_deprovisioned" : "success";
            case PARTIAL, RESIDUAL -> "partial";
            case CANCELLED -> "rejected";
            case RUNNING, PARKED -> {
                var kept = all.stream().anyMatch(TeardownResult::troubled);
                yield !kept ? "running" : destroyed ? "partial" : "blocked";
            }
        };
    }

    private static boolean troubled(Operation operation) {
        return !operation.state().ended()
                && operation.steps().stream()
                        .anyMatch(step -> TROUBLE.contains(step.state())
                                || (step.state() == StepState.BLOCKED
                                        && step.problem()
                                                .filter(problem -> TOGETHER.contains(problem.code()))
                                                .isEmpty()));
    }

    private static boolean gone(Operation operation, Set<String> types) {
        var steps = operation.steps().stream()
                .filter(step -> types.contains(step.type()))
                .toList();
        return !steps.isEmpty() && steps.stream().allMatch(step -> step.state().seenGone());
    }

    private static StepResult result(OperationStep step) {
        return new StepResult(
                step.name(),
                step.state().stored(),
                step.attempts(),
                step.receipt().removed().orElse(0L),
                step.problem().map(problem -> problem.code() + ": " + problem.message()));
    }

    private static String words(String status) {
        return switch (status) {
            case "success" -> "everything is gone";
            case "already_deprovisioned" -> "it was gone before, and so are its leftovers";
            case "partial" -> "something was destroyed, and something is left";
            case "rejected" -> "the teardown was called off";
            case "blocked" -> "something keeps the teardown, and nothing was destroyed";
            default -> "the teardown is under way";
        };
    }

    private static List<String> warnings(Operation operation) {
        return Stream.of(
                        operation.waiver().stream().map(act -> "Nothing is kept: " + act.reason()),
                        operation.steps().stream()
                                .filter(step -> step.state() == StepState.ABANDONED)
                                .map(step -> "The step " + step.name() + " was left undone."),
                        operation.steps().stream()
                                .filter(step -> step.state() == StepState.UNSEEN)
                                .map(step -> "That nothing is left of the step " + step.name() + " was not seen: "
                                        + step.resolution().map(Act::actor).orElse("somebody") + " said so."))
                .flatMap(part -> part)
                .toList();
    }
}
