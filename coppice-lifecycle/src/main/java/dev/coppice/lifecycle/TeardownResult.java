package dev.coppice.lifecycle;

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
 * @param status {@code success}, {@code partial}, {@code already_deprovisioned}, {@code not_found}, {@code rejected}, {@code
 *     blocked}, or {@code running} while nothing is wrong and it has not ended
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

    /** Copies the lists. */
    public TeardownResult {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }

    /**
     * How many children went.
     *
     * @param torn how many are gone
     * @param failed how many are not
     */
    public record Children(int torn, int failed) {}

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

    /** What an operation came to, with the operations of its children. */
    public static TeardownResult of(Operation operation, List<Operation> below) {
        var torn = (int) below.stream()
                .filter(child -> child.state() == OperationState.SUCCEEDED || child.state() == OperationState.PARTIAL)
                .count();
        var status = status(operation);
        return new TeardownResult(
                OptionalLong.of(operation.id()),
                status,
                operation.resource(),
                Optional.of(operation.previousStatus()),
                operation.backup(),
                gone(operation, DATABASE),
                gone(operation, RECORDS),
                new Children(torn, below.size() - torn),
                operation.steps().stream().map(TeardownResult::result).toList(),
                operation.resource() + ": " + words(status) + ".",
                warnings(operation));
    }

    /** What a teardown that was refused came to. */
    public static TeardownResult refused(ResourceId resource, Fault fault) {
        var blocked = fault.code().equals("resource.held") || fault.code().equals("freeze.frozen");
        var status = fault.kind() == Fault.Kind.NOT_FOUND ? "not_found" : blocked ? "blocked" : "rejected";
        return new TeardownResult(
                OptionalLong.empty(),
                status,
                resource,
                Optional.empty(),
                OptionalLong.empty(),
                false,
                false,
                new Children(0, 0),
                List.of(),
                fault.message(),
                List.of());
    }

    private static String status(Operation operation) {
        return switch (operation.state()) {
            case SUCCEEDED -> operation.residual() ? "already_deprovisioned" : "success";
            case PARTIAL, RESIDUAL, PARKED -> "partial";
            case CANCELLED -> "rejected";
            case RUNNING -> troubled(operation);
        };
    }

    private static String troubled(Operation operation) {
        var states = operation.steps().stream().map(OperationStep::state).toList();
        if (Stream.of(StepState.FAILED, StepState.UNKNOWN, StepState.PARKED).anyMatch(states::contains)) {
            return "partial";
        }
        return states.contains(StepState.BLOCKED) ? "blocked" : "running";
    }

    private static boolean gone(Operation operation, Set<String> types) {
        var steps = operation.steps().stream()
                .filter(step -> types.contains(step.type()))
                .toList();
        return !steps.isEmpty() && steps.stream().allMatch(step -> step.state().opens());
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
            case "partial" -> "something is left";
            case "rejected" -> "the teardown was called off";
            case "blocked" -> "something outside holds the teardown up";
            default -> "the teardown is under way";
        };
    }

    private static List<String> warnings(Operation operation) {
        return Stream.concat(
                        operation.waiver().stream().map(act -> "Nothing is kept: " + act.reason()),
                        operation.steps().stream()
                                .filter(step -> step.state() == StepState.ABANDONED)
                                .map(step -> "The step " + step.name() + " was left undone."))
                .toList();
    }
}
