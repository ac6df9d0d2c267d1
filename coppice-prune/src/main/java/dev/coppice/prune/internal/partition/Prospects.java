package dev.coppice.prune.internal.partition;

import dev.coppice.prune.PartitionPlan;
import dev.coppice.prune.PolicyConfig.Partitions;
import dev.coppice.prune.internal.partition.Contents.Seen;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a campaign would do with partitions now, for a plan.
 *
 * @param sql the read-only transaction
 * @param policy the policy
 * @param holdsSeen whether holds can be seen
 */
public record Prospects(Sql sql, CheckedPolicy policy, boolean holdsSeen) {
    /** The partitions that are old enough; their rows are looked at as long as there is time. */
    public List<PartitionPlan> within(Duration time) {
        if (policy.policy().config().partitions() != Partitions.DROP) {
            return List.of();
        }
        var until = System.nanoTime() + time.toNanos();
        var contents = new Contents(policy, holdsSeen);
        return new Survey(sql, policy)
                .candidates().stream()
                        .map(each -> planned(each, contents, until))
                        .toList();
    }

    private PartitionPlan planned(Candidate candidate, Contents contents, long until) {
        var unit = candidate.unit();
        var left = Duration.ofNanos(until - System.nanoTime()).toMillis();
        var pages = unit.leaves().stream().mapToLong(Leaf::pages).sum();
        var small = left > 0 && pages <= Contents.PAGES;
        Optional<Seen> seen = candidate.obstacle().isEmpty() && small
                ? sql.inTime(left, () -> contents.look(sql, unit))
                : Optional.empty();
        return new PartitionPlan(
                unit.name(),
                unit.bounds(),
                unit.bytes(),
                candidate.obstacle().or(() -> seen.flatMap(Seen::staying)),
                seen.isPresent(),
                List.of(unit.lock(), unit.detach(), unit.drop()));
    }
}
