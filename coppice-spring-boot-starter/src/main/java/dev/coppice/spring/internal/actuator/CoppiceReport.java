package dev.coppice.spring.internal.actuator;

import dev.coppice.control.CronSchedule;
import dev.coppice.control.FreezeState;
import dev.coppice.lifecycle.Operation;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.Policy;
import dev.coppice.spring.internal.jobs.ApplicationJobs.Standing;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /actuator/coppice} answers. Carries no condition, no stored value and no address of a store.
 *
 * @param policies the policies
 * @param campaigns those of them that have not ended
 * @param kinds the kinds
 * @param operations the teardowns that have not ended, the newest hundred
 * @param jobs what runs by itself
 * @param freeze whether anything may be destroyed
 */
public record CoppiceReport(
        List<PolicyLine> policies,
        List<CampaignLine> campaigns,
        List<String> kinds,
        List<OperationLine> operations,
        List<Standing> jobs,
        FreezeLine freeze) {
    /**
     * A policy.
     *
     * @param policy its name
     * @param table the table whose rows go
     * @param schedule when it runs by itself
     */
    public record PolicyLine(
            String policy, String table, @Nullable String schedule) {
        static PolicyLine of(Policy policy) {
            var config = policy.config();
            return new PolicyLine(
                    policy.name(),
                    config.table().toString(),
                    config.schedule().map(CronSchedule::expression).orElse(null));
        }
    }

    /**
     * A campaign that has not ended.
     *
     * @param campaign its number
     * @param policy its policy
     * @param state where it stands
     * @param reason how it came there
     * @param roots rows of the policy's own table that are gone
     * @param startedAt when it was created
     */
    public record CampaignLine(
            long campaign, String policy, String state, String reason, long roots, Instant startedAt) {
        static CampaignLine of(Campaign campaign) {
            return new CampaignLine(
                    campaign.id(),
                    campaign.policy(),
                    campaign.state().name(),
                    campaign.reason(),
                    campaign.counts().roots(),
                    campaign.createdAt());
        }
    }

    /**
     * A teardown that has not ended.
     *
     * @param operation its number
     * @param kind the kind of its resource
     * @param resource the resource's id
     * @param state how it stands
     * @param startedAt since when
     */
    public record OperationLine(long operation, String kind, String resource, String state, Instant startedAt) {
        static OperationLine of(Operation operation) {
            return new OperationLine(
                    operation.id(),
                    operation.resource().kind(),
                    operation.resource().id(),
                    operation.state().stored(),
                    operation.createdAt());
        }
    }

    /**
     * Whether anything may be destroyed.
     *
     * @param frozen whether nothing may
     * @param since since when
     * @param by who froze it
     * @param reason why
     */
    public record FreezeLine(
            boolean frozen,
            @Nullable Instant since,
            @Nullable String by,
            @Nullable String reason) {
        static FreezeLine of(FreezeState state) {
            return switch (state) {
                case FreezeState.Thawed thawed -> new FreezeLine(false, null, null, null);
                case FreezeState.Frozen frozen -> new FreezeLine(true, frozen.since(), frozen.by(), frozen.reason());
            };
        }
    }
}
