package dev.coppice.server.internal.jobs;

import static dev.coppice.server.internal.health.LookedUpGauges.row;
import static dev.coppice.server.internal.health.LookedUpGauges.rows;

import dev.coppice.server.internal.health.LookedUpGauges;
import dev.coppice.server.internal.home.HomeDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Whether the jobs get on, as gauges. */
public final class JobMeters {
    // One that is at work is not late, however long it takes; one of a server that died is taken over within a minute.
    // One that
    // nobody has begun for a day is nobody's any more: its policy, kind or application is gone.
    // language=SQL
    private static final String JOBS = """
            SELECT task_name,
                extract(epoch FROM now() - max(last_success))::float8 AS since_success,
                max(coalesce(consecutive_failures, 0)) AS failures,
                max(CASE WHEN picked OR execution_time < now() - interval '1 d' THEN 0 ELSE greatest(0, extract(epoch FROM now() - execution_time)) END)::float8 AS late
            FROM coppice.job
            GROUP BY task_name
            """;

    // language=SQL
    private static final String SERVERS =
            "SELECT count(*) AS n FROM coppice.server_node WHERE seen_at > now() - make_interval(secs => ?)";

    private JobMeters() {}

    /**
     * How they stand.
     *
     * @param sinceSuccess seconds since each last ended well; one that never did is missing
     * @param failures how often each failed since then
     * @param late by how many seconds the latest is late
     * @param servers how many servers live
     */
    private record Standing(
            Map<String, Double> sinceSuccess, Map<String, Integer> failures, double late, long servers) {
        static Standing read(DSLContext db) {
            var since = new TreeMap<String, Double>();
            var failures = new TreeMap<String, Integer>();
            double late = 0;
            for (Record job : db.fetch(JOBS)) {
                var name = job.get("task_name", String.class);
                Optional.ofNullable(job.get("since_success", Double.class)).ifPresent(age -> since.put(name, age));
                failures.put(name, job.get("failures", Integer.class));
                late = Math.max(late, job.get("late", Double.class));
            }
            var servers = db.fetchSingle(SERVERS, (double) Jobs.DEAD_AFTER.toSeconds());
            return new Standing(since, failures, late, servers.get("n", Long.class));
        }
    }

    /** Gauges of {@code registry} on the jobs of {@code home}. */
    public static Runnable on(MeterRegistry registry, HomeDatabase home, LongSupplier nanoTime) {
        return new LookedUpGauges<Standing>(
                        registry, "jobs", () -> Optional.of(home.transaction(Standing::read)), nanoTime)
                .and(
                        "last.success.seconds",
                        "Time since a job last ended well, by job",
                        standing -> rows(standing.sinceSuccess(), "job", age -> age))
                .and(
                        "failures",
                        "How often a job has failed since it last ended well, by job",
                        standing -> rows(standing.failures(), "job", count -> count))
                .and(
                        "late.seconds",
                        "By how much the latest job is late",
                        standing -> row(Optional.of(standing.late())))
                .and("servers", "Servers that live", standing -> row(Optional.of(standing.servers())));
    }
}
