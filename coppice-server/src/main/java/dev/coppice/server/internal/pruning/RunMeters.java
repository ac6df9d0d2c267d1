package dev.coppice.server.internal.pruning;

import static dev.coppice.server.internal.health.LookedUpGauges.row;
import static dev.coppice.server.internal.health.LookedUpGauges.rows;

import dev.coppice.prune.Policy;
import dev.coppice.server.internal.health.LookedUpGauges;
import dev.coppice.server.internal.home.HomeDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Whether policies keep up, as gauges. What a policy did that this server no longer has is nobody's alarm. */
public final class RunMeters {
    // language=SQL
    private static final String RUNS = """
            WITH good AS (
                SELECT policy, max(ended_at) AS at FROM coppice.campaign WHERE state IN ('SUCCEEDED', 'PARTIAL') GROUP BY policy
            )
            SELECT c.policy, extract(epoch FROM now() - max(g.at))::float8 AS since,
                count(*) FILTER (WHERE c.state = 'FAILED' AND c.ended_at > coalesce(g.at, '-infinity')) AS failed
            FROM coppice.campaign AS c
            LEFT JOIN good AS g ON g.policy = c.policy
            WHERE c.policy = ANY(cast(? AS text[]))
            GROUP BY c.policy
            """;

    // language=SQL
    private static final String PASSED_OVER = """
            SELECT count(*) AS n
            FROM coppice.campaign_charge AS ch
            JOIN coppice.campaign AS c ON c.id = ch.campaign_id
            WHERE c.ended_at IS NULL AND c.state <> 'PAUSED' AND ch.tries > 0
            """;

    private RunMeters() {}

    /**
     * How policies get on.
     *
     * @param since seconds since a campaign of each last ended; one none of whose campaigns did is missing
     * @param failed how many campaigns of each failed since then
     * @param passedOver campaigns that the servers tried in vain to carry on
     * @param backlog about how many rows each would delete now
     */
    private record Standing(
            Map<String, Double> since, Map<String, Long> failed, long passedOver, Map<String, Long> backlog) {
        static Standing read(DSLContext db, List<Policy> policies, Map<String, Long> backlog) {
            var since = new TreeMap<String, Double>();
            var failed = new TreeMap<String, Long>();
            var names = policies.stream().map(Policy::name).toArray(String[]::new);
            for (Record run : db.fetch(RUNS, (Object) names)) {
                var policy = run.get("policy", String.class);
                Optional.ofNullable(run.get("since", Double.class)).ifPresent(age -> since.put(policy, age));
                failed.put(policy, run.get("failed", Long.class));
            }
            return new Standing(since, failed, db.fetchSingle(PASSED_OVER).get("n", Long.class), backlog);
        }
    }

    /** Gauges of {@code registry} on the policies of {@code host}, whose campaigns lie in {@code home}; none without a policy. */
    public static Runnable on(MeterRegistry registry, PruningHost host, HomeDatabase home, LongSupplier nanoTime) {
        var backlog = new Backlog(host, nanoTime);
        return new LookedUpGauges<Standing>(registry, "prune", () -> look(host, home, backlog), nanoTime)
                .and(
                        "last.run.seconds",
                        "Time since a campaign last ended with nothing left or at a limit, by policy",
                        standing -> rows(standing.since(), "policy", age -> age))
                .and(
                        "failed.runs",
                        "Campaigns that have failed since then, by policy",
                        standing -> rows(standing.failed(), "policy", count -> count))
                .and(
                        "passed.over",
                        "Unfinished campaigns that the servers tried in vain to carry on",
                        standing -> row(Optional.of(standing.passedOver())))
                .and(
                        "eligible.rows",
                        "About how many rows of its own table a policy would delete now, by policy",
                        standing -> rows(standing.backlog(), "policy", count -> count));
    }

    private static Optional<Standing> look(PruningHost host, HomeDatabase home, Backlog backlog) {
        if (host.policies().isEmpty()) {
            return Optional.empty();
        }
        var rows = backlog.rows();
        return Optional.of(home.transaction(db -> Standing.read(db, host.policies(), rows)));
    }
}
