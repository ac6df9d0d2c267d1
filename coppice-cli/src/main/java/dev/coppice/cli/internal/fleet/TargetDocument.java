package dev.coppice.cli.internal.fleet;

import dev.coppice.server.document.FreezeDocument;
import dev.coppice.server.document.SchemaDocument;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database that is worked on, at a glance. What is not known of it is null. A value for any thread.
 *
 * @param target its name; null where it is the only one
 * @param address its address, without a password
 * @param user as whom it is connected to
 * @param policies the policies that run in it
 * @param reachable whether it answered
 * @param error why it did not answer, or not to the end
 * @param found what it answered
 */
public record TargetDocument(
        @Nullable String target,
        String address,
        String user,
        List<String> policies,
        boolean reachable,
        @Nullable Map<String, Object> error,
        @Nullable Found found) {
    /** Copies the list. */
    public TargetDocument {
        policies = List.copyOf(policies);
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
