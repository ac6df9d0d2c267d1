package dev.coppice.prune.internal.brake;

import dev.coppice.control.Durations;
import dev.coppice.prune.BrakeName;
import dev.coppice.prune.internal.read.Sql;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * How long replicas are behind. What the server tells is measured only when a replica answers, and one whose replay stands
 * need not: so it is also noted how far WAL had come at each look, and a replica that has not replayed what was there at one is
 * behind by the time since. A replica that was there and is gone cannot be read.
 */
final class ReplicaLag implements Brake {
    /** Looks that are remembered; what is further back counts as this far. */
    private static final int REMEMBERED = 7_200;

    private static final double NANOS = 1e9;

    // A base backup and a receiver of files replay nothing, and are no replicas.
    // language=SQL
    private static final String QUERY = """
            SELECT
                w.written, r.pid IS NOT NULL AS there, r.pid IS NOT NULL AND r.state IS NULL AS hidden,
                coalesce(nullif(r.application_name, ''), 'without a name') AS name,
                EXISTS (
                    SELECT FROM pg_catalog.pg_replication_slots AS s WHERE s.active_pid = r.pid AND s.slot_type = 'logical'
                ) AS logical,
                pg_catalog.pg_wal_lsn_diff(r.replay_lsn, '0/0')::bigint AS replayed,
                CASE WHEN pg_catalog.pg_wal_lsn_diff(r.replay_lsn, '0/0') < w.written THEN coalesce(extract(epoch FROM r.replay_lag), 0)
                    ELSE 0 END AS lag
            FROM (SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0')::bigint AS written) AS w
            LEFT JOIN pg_catalog.pg_stat_replication AS r
                ON r.state IS NULL OR r.state <> 'backup' AND r.replay_lsn IS NOT NULL
            """;

    private final Duration limit;
    private final LongSupplier nanos;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private final Map<String, Long> seen = new TreeMap<>();

    ReplicaLag(Duration limit, LongSupplier nanos) {
        this.limit = limit;
        this.nanos = nanos;
    }

    private record Mark(long at, long written) {}

    private record Replica(
            long written, boolean there, boolean hidden, String name, boolean logical, long replayed, double lag) {}

    private record Lag(String name, double seconds) {}

    @Override
    public BrakeName name() {
        return BrakeName.REPLICA_LAG;
    }

    @Override
    public Reading read(Sql sql) {
        var rows = sql.list(
                QUERY,
                row -> new Replica(
                        row.number("written"),
                        row.truth("there"),
                        row.truth("hidden"),
                        row.text("name"),
                        row.truth("logical"),
                        row.number("replayed"),
                        row.fraction("lag")));
        var replicas = rows.stream().filter(Replica::there).toList();
        if (replicas.stream().anyMatch(Replica::hidden)) {
            throw Unreadable.withoutMonitor("how far replicas are");
        }
        requireAll(replicas);
        var now = nanos.getAsLong();
        var worst = replicas.stream()
                .map(replica -> new Lag(replica.name(), Math.max(replica.lag(), since(replica.replayed(), now))))
                .max(Comparator.comparingDouble(Lag::seconds));
        note(rows.getFirst().written(), replicas, now);
        return worst.map(this::reading).orElseGet(() -> Reading.free("There is no replica."));
    }

    private Reading reading(Lag worst) {
        return new Reading(
                worst.seconds() * NANOS / limit.toNanos(),
                String.format(
                        Locale.ROOT,
                        "Replica %s is %.1f s behind, limit %s.",
                        worst.name(),
                        worst.seconds(),
                        Durations.format(limit)));
    }

    // Many may have one name: counted is how many had it when it was first seen, since one that comes back stands there
    // twice
    // until its old connection times out. A reader of changes comes and goes as it likes and is not missed.
    private void requireAll(List<Replica> replicas) {
        var now = replicas.stream()
                .filter(replica -> !replica.logical())
                .collect(Collectors.groupingBy(Replica::name, Collectors.counting()));
        now.forEach(seen::putIfAbsent);
        seen.forEach((name, count) -> {
            if (now.getOrDefault(name, 0L) < count) {
                throw new Unreadable("Replica " + name + " was connected and is not any more"
                        + (count == 1 ? "." : ": " + now.getOrDefault(name, 0L) + " of " + count + " are."));
            }
        });
    }

    private double since(long replayed, long now) {
        return marks.stream()
                .filter(mark -> mark.written() > replayed)
                .findFirst()
                .map(mark -> (now - mark.at()) / NANOS)
                .orElse(0.0);
    }

    private void note(long written, List<Replica> replicas, long now) {
        var least = replicas.stream().mapToLong(Replica::replayed).min().orElse(Long.MAX_VALUE);
        marks.removeIf(mark -> mark.written() <= least);
        if (marks.size() < REMEMBERED) {
            marks.addLast(new Mark(now, written));
        }
    }
}
