package dev.coppice.prune.internal.trace;

import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Policy;
import dev.coppice.prune.Prospect;
import dev.coppice.prune.Prospect.Ageless;
import dev.coppice.prune.Prospect.Due;
import dev.coppice.prune.Prospect.Eligible;
import dev.coppice.prune.Prospect.Follows;
import dev.coppice.prune.Prospect.NotMeant;
import dev.coppice.prune.Prospect.Untold;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What policies mean for a living row, in the snapshot it was found in. */
final class Prospects {
    private final Sql sql;
    private final LiveTable live;

    Prospects(Sql sql, LiveTable live) {
        this.sql = sql;
        this.live = live;
    }

    List<Prospect> of(List<Policy> policies) {
        return policies.stream().flatMap(this::of).toList();
    }

    private Stream<Prospect> of(Policy policy) {
        try {
            var checked = CheckedPolicy.of(sql, policy);
            if (checked.closure().root().equals(live.name())) {
                return Stream.of(sql.guarded(() -> own(checked)));
            }
            return checked.closure().goes(live.name())
                    ? Stream.of(new Follows(policy.name(), path(checked.closure())))
                    : Stream.empty();
        } catch (CoppiceException misfit) {
            return policy.config().table().equals(live.name())
                    ? Stream.of(new Untold(policy.name(), misfit.fault()))
                    : Stream.empty();
        } catch (SqlFailure refused) {
            return Stream.of(new Untold(policy.name(), TraceFaults.conditionFailed(policy.name(), refused.state())));
        }
    }

    // The condition stands where the table alone is in scope, so that its names mean what they meant when it was
    // checked;
    // on a line of its own, because it may end in a comment.
    private Prospect own(CheckedPolicy checked) {
        var policy = checked.policy();
        var table = checked.eligibility().table();
        var age = checked.eligibility().age().map(each -> each.instant(table)).orElse("'-infinity'::timestamptz");
        var query = "SELECT found.meant, found.age < now() - kept.time AS old,"
                + " CASE WHEN isfinite(found.age) THEN found.age + kept.time END AS due FROM (SELECT coalesce(("
                + checked.eligibility().when().orElse("true") + "\n), false) AS meant, " + age + " AS age FROM "
                + table.from() + " WHERE " + live.condition() + ") AS found, (SELECT make_interval(secs => "
                + policy.config().keep().map(Duration::toSeconds).orElse(0L) + ") AS time) AS kept";
        return sql.one(query, row -> row.truth("meant") ? aged(policy.name(), row) : new NotMeant(policy.name()));
    }

    private static Prospect aged(String policy, Row row) throws SQLException {
        if (row.truth("old")) {
            return new Eligible(policy);
        }
        return row.maybe("due").isPresent() ? new Due(policy, row.instant("due")) : new Ageless(policy);
    }

    /** A shortest way to the policy's own table. */
    private List<String> path(Closure closure) {
        Map<TableName, List<String>> ways = new HashMap<>(Map.of(live.name(), List.of()));
        var next = new ArrayDeque<>(List.of(live.name()));
        while (!next.isEmpty()) {
            var child = next.remove();
            for (Relation relation : closure.into(child)) {
                if (!ways.containsKey(relation.parent())) {
                    ways.put(
                            relation.parent(),
                            Stream.concat(ways.getOrDefault(child, List.of()).stream(), Stream.of(relation.toString()))
                                    .toList());
                    next.add(relation.parent());
                }
            }
        }
        return Stream.concat(
                        ways.getOrDefault(closure.root(), List.of()).stream(),
                        Stream.of(closure.root().toString()))
                .toList();
    }
}
