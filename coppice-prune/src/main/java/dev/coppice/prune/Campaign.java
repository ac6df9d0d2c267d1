package dev.coppice.prune;

import dev.coppice.control.Act;
import dev.coppice.control.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One durable run of a plan, as the ledger has it. A value for any thread.
 *
 * @param id its number
 * @param policy the policy's name
 * @param table the table of its roots
 * @param planHash the hash of its plan
 * @param horizon what is older than this goes; fixed when it was created, by the database's clock
 * @param requested who asked for it, and why
 * @param state where it stands
 * @param reason how it came there
 * @param stoppedBy what stopped it, as a stable word
 * @param counts what it has done so far
 * @param tuning how it may be changed while it runs
 * @param ranFor how long processes have worked on it
 * @param archive where its rows are
 * @param archiveId by what id they are found there, which no campaign of any database shares
 * @param createdAt when it was created
 * @param endedAt when it ended
 */
public record Campaign(
        long id,
        String policy,
        TableName table,
        String planHash,
        Instant horizon,
        Act requested,
        CampaignState state,
        String reason,
        Optional<String> stoppedBy,
        Counts counts,
        Tuning tuning,
        Duration ranFor,
        Optional<String> archive,
        Optional<String> archiveId,
        Instant createdAt,
        Optional<Instant> endedAt) {

    /**
     * What a campaign has done.
     *
     * @param chunks transactions that removed or changed something
     * @param roots rows of the policy's own table that are gone
     * @param rows rows of all tables that are gone
     * @param edited rows that stayed and had columns set to null or a default
     * @param quarantined roots that failed and were left alone
     * @param skipped roots that stay because something that stays needs them
     * @param skippedLocked eligible roots left because others had them locked; known at the end
     */
    public record Counts(
            long chunks,
            long roots,
            long rows,
            long edited,
            long quarantined,
            long skipped,
            Optional<Long> skippedLocked) {}
}
