package dev.coppice.server.document;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownPlan;
import dev.coppice.lifecycle.TeardownResult;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A teardown as scripts see it, planned or under way: the document of {@code coppice deprovision} and of operations over
 * HTTP. A value for any thread.
 *
 * @param operation its number; null in a plan
 * @param status what has come of it, as {@link TeardownResult#status()} has it
 * @param destroyed whether something was destroyed: there is no way back
 * @param kind the kind of the resource
 * @param resource the id of the resource
 * @param previousStatus the status the resource had before
 * @param backup what is kept
 * @param databaseDeleted whether the resource's own schema or database is gone
 * @param recordsCleaned whether its rows in shared tables are gone
 * @param children how many of the resources below it are gone, are kept by something, and are under way
 * @param steps its steps, in their order
 * @param message what has come of it, in words
 * @param warnings what should be known beside
 * @param plan what it would run under; null once it has begun
 * @param run how it runs; null in a plan
 */
public record DeprovisionDocument(
        @Nullable Long operation,
        String status,
        boolean destroyed,
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
    /** Copies the lists. */
    public DeprovisionDocument {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }

    /**
     * What is kept.
     *
     * @param created whether a whole backup was made; also when its time is over since
     * @param backup its number
     * @param together the numbers of all that were made for this teardown, newest first: each has what was destroyed behind it, and
     *     they are restored together
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
            List<Long> together,
            @Nullable Instant verifiedAt,
            @Nullable String location,
            @Nullable String archive,
            @Nullable Long rows,
            @Nullable Long objects,
            @Nullable Long bytes,
            @Nullable Instant expiresAt,
            @Nullable String waivedBy,
            @Nullable String waivedReason) {
        private static final Set<String> UNMADE = Set.of("writing", "failed");

        /** Copies the list. */
        public BackupFacts {
            together = List.copyOf(together);
        }

        static BackupFacts planned(Optional<Instant> hostedUntil) {
            return new BackupFacts(
                    false, null, List.of(), null, null, null, null, null, null, hostedUntil.orElse(null), null, null);
        }

        static BackupFacts of(Lifecycle lifecycle, OptionalLong number, Optional<Act> waiver) {
            var taken = number.isPresent() ? lifecycle.backups().find(number.getAsLong()) : Optional.<Backup>empty();
            return new BackupFacts(
                    taken.filter(BackupFacts::made).isPresent(),
                    taken.map(Backup::id).orElse(null),
                    taken.map(backup -> together(lifecycle, backup)).orElse(List.of()),
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

        private static boolean made(Backup backup) {
            return !UNMADE.contains(backup.state());
        }

        private static List<Long> together(Lifecycle lifecycle, Backup taken) {
            return lifecycle.backups().list(taken.resource()).stream()
                    .filter(BackupFacts::made)
                    .filter(backup -> backup.resource().equals(taken.resource()) && backup.epoch() == taken.epoch())
                    .map(Backup::id)
                    .toList();
        }
    }

    /**
     * What a teardown would run under.
     *
     * @param hash names the plan; it changes when the plan does
     * @param children the ids of the resources that go with it
     * @param blockers what refuses it now
     * @param approvals how many people must sign
     * @param signedBy who has
     * @param wayBack a sentence on until when it can be undone
     */
    public record Plan(
            String hash,
            List<String> children,
            List<TeardownPlan.Blocker> blockers,
            int approvals,
            List<String> signedBy,
            String wayBack) {
        /** Copies the lists. */
        public Plan {
            children = List.copyOf(children);
            blockers = List.copyOf(blockers);
            signedBy = List.copyOf(signedBy);
        }

        /** How many people have still to sign it. */
        public int unsigned() {
            return Math.max(0, approvals - signedBy.size());
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

    /**
     * The number of the operation.
     *
     * @throws NullPointerException of a plan
     */
    public long number() {
        return Objects.requireNonNull(operation, "a plan has no number");
    }

    /**
     * How it runs.
     *
     * @throws NullPointerException of a plan
     */
    public Run begun() {
        return Objects.requireNonNull(run, "a plan does not run");
    }

    /**
     * What it would run under.
     *
     * @throws NullPointerException once it has begun
     */
    public Plan promised() {
        return Objects.requireNonNull(plan, "what has begun is no plan");
    }

    /** Whether nothing more will happen. */
    public boolean ended() {
        return Stream.of(OperationState.values())
                .anyMatch(state -> state.ended() && state.stored().equals(begun().state()));
    }

    /** A plan as a document. */
    public static DeprovisionDocument of(TeardownPlan plan) {
        var id = plan.resource().id();
        var result = TeardownResult.of(plan);
        var children = plan.children().stream().map(ResourceId::id).toList();
        return new DeprovisionDocument(
                null,
                result.status(),
                false,
                id.kind(),
                id.id(),
                plan.resource().status().stored(),
                BackupFacts.planned(plan.hostedUntil()),
                false,
                false,
                result.children(),
                plan.steps().stream().map(StepDocument::of).toList(),
                result.message(),
                plan.warnings(),
                new Plan(plan.hash(), children, plan.blockers(), plan.approvals(), plan.signedBy(), plan.backTill()),
                null);
    }

    /** An operation as a document, with its backup and those of its children looked up. */
    public static DeprovisionDocument of(Lifecycle lifecycle, Operation operation) {
        var result = TeardownResult.of(operation, lifecycle.operations().below(operation.id()));
        return new DeprovisionDocument(
                operation.id(),
                result.status(),
                result.destroyed(),
                operation.resource().kind(),
                operation.resource().id(),
                operation.previousStatus().stored(),
                BackupFacts.of(lifecycle, result.backup(), operation.waiver()),
                result.databaseDeleted(),
                result.recordsCleaned(),
                result.children(),
                operation.steps().stream().map(StepDocument::of).toList(),
                result.message(),
                result.warnings(),
                null,
                Run.of(operation));
    }
}
