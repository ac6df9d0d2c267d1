package dev.coppice.server.internal.pruning;

import static dev.coppice.server.internal.health.LookedUpGauges.row;
import static dev.coppice.server.internal.health.LookedUpGauges.rows;

import dev.coppice.prune.Backlogs;
import dev.coppice.prune.Crossing;
import dev.coppice.prune.KeepingUp;
import dev.coppice.prune.Policy;
import dev.coppice.server.internal.health.LookedUpGauges;
import dev.coppice.server.internal.home.HomeDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
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
                AND c.stopped_by IS DISTINCT FROM 'window'
            """;

    // language=SQL
    private static final String ALARMS = """
            SELECT t.topic, count(a.policy) AS n
            FROM unnest(ARRAY['policy.behind', 'policy.silent', 'campaign.interrupted']) AS t(topic)
            LEFT JOIN coppice.policy_alarm AS a ON a.topic = t.topic AND a.policy = ANY(cast(? AS text[]))
            GROUP BY t.topic
            """;

    private RunMeters() {}

    /**
     * How policies get on.
     *
     * @param since seconds since a campaign of each last ended; one none of whose campaigns did is missing
     * @param failed how many campaigns of each failed since then
     * @param passedOver campaigns that the servers tried in vain to carry on
     * @param looks whether each keeps up, as it was when a server last looked
     * @param alarms what is wrong with policies now, by what
     */
    private record Standing(
            Map<String, Double> since,
            Map<String, Long> failed,
            long passedOver,
            Looks looks,
            Map<String, Long> alarms) {
        static Standing read(DSLContext db, List<Policy> policies, Map<String, KeepingUp> looks) {
            var since = new TreeMap<String, Double>();
            var failed = new TreeMap<String, Long>();
            var names = policies.stream().map(Policy::name).toArray(String[]::new);
            for (Record run : db.fetch(RUNS, (Object) names)) {
                var policy = run.get("policy", String.class);
                Optional.ofNullable(run.get("since", Double.class)).ifPresent(age -> since.put(policy, age));
                failed.put(policy, run.get("failed", Long.class));
            }
            return new Standing(
                    since,
                    failed,
                    db.fetchSingle(PASSED_OVER).get("n", Long.class),
                    new Looks(
                            looks,
                            db.fetchSingle("SELECT now() AS now")
                                    .get("now", OffsetDateTime.class)
                                    .toInstant()),
                    db.fetch(ALARMS, (Object) names)
                            .intoMap(row -> row.get("topic", String.class), row -> row.get("n", Long.class)));
        }
    }

    /**
     * What was found when a server last looked.
     *
     * @param found by policy
     * @param now by the clock of the database, which is that of the looks
     */
    private record Looks(Map<String, KeepingUp> found, Instant now) {
        Optional<Double> age(KeepingUp look) {
            return Optional.of(LookedUpGauges.seconds(Duration.between(look.lookedAt(), now)));
        }
    }

    /** Gauges of {@code registry} on the policies of {@code host}, whose campaigns lie in {@code home}; none without a policy. */
    public static Runnable on(MeterRegistry registry, PruningHost host, HomeDatabase home, LongSupplier nanoTime) {
        return new LookedUpGauges<Standing>(registry, "prune", () -> look(host, home), nanoTime)
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
                        "alarms",
                        "Policies with which something is wrong now, by what",
                        standing -> rows(standing.alarms(), "topic", count -> count))
                .and(
                        "eligible.rows",
                        "How many rows of its own table a policy would delete now, by policy",
                        standing -> looks(
                                standing,
                                look -> Optional.of((double) look.eligible().count())))
                .and(
                        "oldest.row.seconds",
                        "Age of the oldest row that is due, by policy",
                        standing -> looks(standing, look -> look.oldest().map(LookedUpGauges::seconds)))
                .and(
                        "crossing.rows",
                        "How many rows become due a day, by policy",
                        standing -> looks(standing, look -> look.crossing().map(Crossing::perDay)))
                .and("gone.rows", "How many rows go a day, by policy", standing -> looks(standing, KeepingUp::gone))
                .and(
                        "behind.looks",
                        "How many looks in a row have found more to become due than goes, by policy",
                        standing -> looks(standing, look -> Optional.of((double) look.behind())))
                .and(
                        "looked.seconds",
                        "Time since a server last looked whether a policy keeps up, by policy",
                        standing -> looks(standing, standing.looks()::age));
    }

    private static List<MultiGauge.Row<?>> looks(Standing standing, Function<KeepingUp, Optional<Double>> which) {
        var known = new TreeMap<String, Double>();
        standing.looks()
                .found()
                .forEach((policy, look) -> which.apply(look).ifPresent(value -> known.put(policy, value)));
        return rows(known, "policy", value -> value);
    }

    private static Optional<Standing> look(PruningHost host, HomeDatabase home) {
        if (host.policies().isEmpty()) {
            return Optional.empty();
        }
        var looks = Backlogs.on(host.source()).last(host.policies());
        return Optional.of(home.transaction(db -> Standing.read(db, host.policies(), looks)));
    }
}
