package dev.coppice.server;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownPlan;
import dev.coppice.lifecycle.TeardownResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A teardown as scripts see it, planned or under way: the document of {@code coppice deprovision} and of operations over
 * HTTP. A value for any thread.
 *
 * @param operation its number; null in a plan
 * @param status what has come of it, as {@link TeardownResult#status()} has it; {@code planned} where nothing refuses a plan
 * @param kind the kind of the resource
 * @param resource the id of the resource
 * @param previousStatus the status the resource had before
 * @param backup what is kept
 * @param databaseDeleted whether the resource's own schema or database is gone
 * @param recordsCleaned whether its rows in shared tables are gone
 * @param children how many of the resources below it are gone, and how many are not
 * @param steps its steps, in their order
 * @param message what has come of it, in words
 * @param warnings what should be known beside
 * @param plan what it would run under; null once it has begun
 * @param run how it runs; null in a plan
 */
public record DeprovisionDocument(
        @Nullable Long operation,
        String status,
        String kind,
        String resource,
        String previousStatus,
        BackupFacts backup,
        boolean databaseDeleted,
        boolean recordsCleaned,
        TeardownResult.Children children,
        List<StepDocument> steps,
        String message,
        List<String> warnings,
        @Nullable Plan plan,
        @Nullable Run run) {
    private static final Set<String> PASSING = Set.of("resource.held", "freeze.frozen");

    /** Copies the lists. */
    public DeprovisionDocument {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }

    /**
     * What is kept.
     *
     * @param created whether there is a whole backup
     * @param backup its number
     * @param verifiedAt when it was read back
     * @param location the store it lies in
     * @param archive its name there
     * @param rows how many rows
     * @param objects how many objects
     * @param bytes how many stored bytes
     * @param expiresAt until when it is kept
     * @param waivedBy who said aloud that nothing is kept
     * @param waivedReason why
     */
    public record BackupFacts(
            boolean created,
            @Nullable Long backup,
            @Nullable Instant verifiedAt,
            @Nullable String location,
            @Nullable String archive,
            @Nullable Long rows,
            @Nullable Long objects,
            @Nullable Long bytes,
            @Nullable Instant expiresAt,
            @Nullable String waivedBy,
            @Nullable String waivedReason) {
        static BackupFacts planned(Optional<Instant> hostedUntil) {
            return new BackupFacts(
                    false, null, null, null, null, null, null, null, hostedUntil.orElse(null), null, null);
        }

        static BackupFacts of(Optional<Backup> taken, Optional<Act> waiver) {
            return new BackupFacts(
                    taken.map(Backup::state).filter("completed"::equals).isPresent(),
                    taken.map(Backup::id).orElse(null),
                    taken.flatMap(Backup::verifiedAt).orElse(null),
                    taken.map(Backup::location).orElse(null),
                    taken.map(Backup::archive).orElse(null),
                    taken.map(Backup::rows).orElse(null),
                    taken.map(Backup::objects).orElse(null),
                    taken.map(Backup::bytes).orElse(null),
                    taken.flatMap(Backup::expiresAt).orElse(null),
                    waiver.map(Act::actor).orElse(null),
                    waiver.map(Act::reason).orElse(null));
        }
    }

    /**
     * What a teardown would run under.
     *
     * @param hash names the plan; it changes when the plan does
     * @param children the ids of the resources that go with it
     * @param blockers what refuses it now
     * @param approvals how many people must sign
     * @param signed how many have
     * @param wayBack a sentence on until when it can be undone
     */
    public record Plan(
            String hash,
            List<String> children,
            List<TeardownPlan.Blocker> blockers,
            int approvals,
            int signed,
            String wayBack) {
        /** Copies the lists. */
        public Plan {
            children = List.copyOf(children);
            blockers = List.copyOf(blockers);
        }
    }

    /**
     * How a teardown runs.
     *
     * @param state how it stands
     * @param cause why it began: {@code due}, {@code asked}, {@code parent} or {@code found}
     * @param epoch the fence it runs under
     * @param parent the operation of the resource it belongs to
     * @param residual whether it disposes of leftovers only
     * @param planHash the plan it runs under
     * @param requestedBy who asked
     * @param reason why
     * @param createdAt since when
     * @param noReturnAt since when there has been no way back
     * @param nextTryAt when it is taken up again
     * @param finishedAt when it ended
     * @param worker who works on it now
     */
    public record Run(
            String state,
            String cause,
            long epoch,
            @Nullable Long parent,
            boolean residual,
            String planHash,
            String requestedBy,
            String reason,
            Instant createdAt,
            @Nullable Instant noReturnAt,
            @Nullable Instant nextTryAt,
            @Nullable Instant finishedAt,
            @Nullable String worker) {
        static Run of(Operation operation) {
            return new Run(
                    operation.state().stored(),
                    operation.cause(),
                    operation.epoch(),
                    ResourceDocument.number(operation.parent()),
                    operation.residual(),
                    operation.planHash(),
                    operation.act().actor(),
                    operation.act().reason(),
                    operation.createdAt(),
                    operation.noReturnAt().orElse(null),
                    operation.nextTryAt().orElse(null),
                    operation.finishedAt().orElse(null),
                    operation.worker().orElse(null));
        }
    }

    /** A plan as a document. */
    public static DeprovisionDocument of(TeardownPlan plan) {
        var id = plan.resource().id();
        var children = plan.children().stream().map(ResourceId::id).toList();
        return new DeprovisionDocument(
                null,
                status(plan),
                id.kind(),
                id.id(),
                plan.resource().status().stored(),
                BackupFacts.planned(plan.hostedUntil()),
                false,
                false,
                new TeardownResult.Children(0, 0),
                plan.steps().stream().map(StepDocument::of).toList(),
                message(plan),
                plan.warnings(),
                new Plan(plan.hash(), children, plan.blockers(), plan.approvals(), plan.signed(), plan.backTill()),
                null);
    }

    /** An operation as a document, with its backup and those of its children looked up. */
    public static DeprovisionDocument of(Lifecycle lifecycle, Operation operation) {
        var below = lifecycle
                .operations()
                .list(OperationQuery.below(operation.id()))
                .items();
        var result = TeardownResult.of(operation, below);
        var backup = result.backup().isPresent()
                ? lifecycle.backups().find(result.backup().getAsLong())
                : Optional.<Backup>empty();
        return new DeprovisionDocument(
                operation.id(),
                result.status(),
                operation.resource().kind(),
                operation.resource().id(),
                operation.previousStatus().stored(),
                BackupFacts.of(backup, operation.waiver()),
                result.databaseDeleted(),
                result.recordsCleaned(),
                result.children(),
                operation.steps().stream().map(StepDocument::of).toList(),
                result.message(),
                result.warnings(),
                null,
                Run.of(operation));
    }

    private static String status(TeardownPlan plan) {
        if (plan.blocked()) {
            return plan.blockers().stream().allMatch(blocker -> PASSING.contains(blocker.code()))
                    ? "blocked"
                    : "rejected";
        }
        return plan.residual() ? "already_deprovisioned" : "planned";
    }

    private static String message(TeardownPlan plan) {
        var name = plan.resource().id().toString();
        if (plan.blocked()) {
            return "The teardown of " + name + " would be refused: "
                    + plan.blockers().getFirst().message();
        }
        return plan.residual()
                ? name + " is deprovisioned already; leftovers alone would be disposed of."
                : name + " would be torn down. " + plan.backTill();
    }
}
