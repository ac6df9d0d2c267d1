package dev.coppice.server.document;

import dev.coppice.ops.Fault;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database that is worked on, at a glance. What is not known of it is null. A value for any thread.
 *
 * @param target its name; null where it is the only one
 * @param address its address, without a password
 * @param user as whom it is connected to; null where who asks may not know
 * @param policies the policies that run in it
 * @param reachable whether it answered
 * @param error why it did not answer, or not to the end
 * @param found what it answered
 */
public record TargetDocument(
        @Nullable String target,
        String address,
        @Nullable String user,
        List<String> policies,
        boolean reachable,
        @Nullable Trouble error,
        @Nullable Found found) {
    /** Copies the list. */
    public TargetDocument {
        policies = List.copyOf(policies);
    }

    /** What a database answered; whether it is reachable follows from why it did not. */
    public TargetDocument(
            @Nullable String target,
            String address,
            @Nullable String user,
            List<String> policies,
            @Nullable Fault fault,
            @Nullable Found found) {
        this(
                target,
                address,
                user,
                policies,
                fault == null || fault.kind() != Fault.Kind.UNAVAILABLE,
                fault == null ? null : Trouble.of(fault),
                found);
    }

    /**
     * Why a database did not do what it was asked for.
     *
     * @param code the name of the fault, for scripts
     * @param message what was refused, what was found, what has changed so far and what to do next
     * @param effect what is left in the database
     * @param retry whether the same may be asked again
     */
    public record Trouble(String code, String message, String effect, String retry) {
        /** A fault as a document. */
        public static Trouble of(Fault fault) {
            return new Trouble(
                    fault.code(),
                    fault.message(),
                    fault.effect().name(),
                    fault.retry().name());
        }
    }

    /**
     * What a database answers.
     *
     * @param postgres the version of its server
     * @param schema where its schema coppice stands
     * @param work what is done in it; null where its schema is not the one this program works with
     */
    public record Found(
            String postgres,
            SchemaDocument schema,
            @Nullable Work work) {}

    /**
     * What is done in a database.
     *
     * @param freeze whether anything may be deleted
     * @param underWay the campaigns that have not ended, newest first
     * @param lastEnded the campaign that was begun last of those that have ended
     * @param quarantined roots that all its campaigns together have quarantined
     * @param holds the holds in force
     */
    public record Work(
            FreezeDocument freeze,
            List<Run> underWay,
            @Nullable Run lastEnded,
            long quarantined,
            long holds) {
        /** Copies the list. */
        public Work {
            underWay = List.copyOf(underWay);
        }
    }

    /**
     * A campaign at a glance.
     *
     * @param campaign its number in this database
     * @param policy the policy's name
     * @param state where it stands
     * @param stoppedBy what stopped it, as a stable word
     * @param rows rows of all tables that are gone
     * @param startedAt when it was created
     * @param endedAt when it ended
     */
    public record Run(
            long campaign,
            String policy,
            String state,
            @Nullable String stoppedBy,
            long rows,
            Instant startedAt,
            @Nullable Instant endedAt) {}
}
