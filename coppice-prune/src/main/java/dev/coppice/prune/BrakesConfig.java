package dev.coppice.prune;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Percentage;
import dev.coppice.control.Problems;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What slows or stops a campaign. A value for any thread.
 *
 * @param replicaLag how long a replica may be behind; 10 s where there is a replica, unless said
 * @param replicaBytes how many bytes of WAL a replica or an unused slot may be behind
 * @param walRate how many bytes of WAL the server may write in a second
 * @param waiters whether it yields to sessions that wait for its locks
 * @param probe a query of the application whose time is taken
 * @param probeTime how long that query may take
 * @param autovacuum whether it stands while a table of the plan is vacuumed
 * @param deadRows the share of dead rows a table of the plan may have, its own deletions left out
 * @param oldestSnapshot how old the oldest snapshot may be before it slows
 * @param sql a query that says whether it may go on
 * @param http an address that says whether it may go on
 */
public record BrakesConfig(
        @Key("How long a replica may be behind, or off; 10s where there is a replica.")
        Optional<BrakeTime> replicaLag,

        @Key("How many bytes of WAL a replica or an unused slot may be behind, such as 256MiB.")
        Optional<ByteSize> replicaBytes,

        @Key("How many bytes of WAL the server may write in a second, such as 32MiB.")
        Optional<ByteSize> walRate,

        @Key(value = "Whether it yields to sessions that wait for its locks.", fallback = "true")
        boolean waiters,

        @Key("A query of the application whose time is taken each second; names with their schema.")
        Optional<String> probe,

        @Key(value = "How long the probe may take; at most 1s.", fallback = "100ms")
        Duration probeTime,

        @Key(value = "Whether it stands while a table of the plan is vacuumed.", fallback = "false")
        boolean autovacuum,

        @Key("The share of dead rows a table of the plan may have, its own deletions left out.")
        Optional<Percentage> deadRows,

        @Key(value = "How old the oldest snapshot may be before it slows, or off.", fallback = "30m")
        BrakeTime oldestSnapshot,

        @Key("A query whose one value is true, or a number below 1, while it may go on; names with their schema.")
        Optional<String> sql,

        @Key("An address that answers 2xx within a second while it may go on.")
        Optional<URI> http)
        implements Checked {
    /** What {@code coppice.yaml} has where it says nothing. */
    public static final BrakesConfig DEFAULT = new BrakesConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            Optional.empty(),
            Duration.ofMillis(100),
            false,
            Optional.empty(),
            BrakeTime.of(Duration.ofMinutes(30)),
            Optional.empty(),
            Optional.empty());

    /** None at all. */
    public static final BrakesConfig NONE =
            DEFAULT.replicaLag(BrakeTime.OFF).waiters(false).oldestSnapshot(BrakeTime.OFF);

    static final Duration LONGEST_PROBE = Duration.ofSeconds(1);

    @Override
    public void check(Problems problems) {
        if (replicaLag.flatMap(BrakeTime::limit).filter(Duration::isZero).isPresent()) {
            problems.add("replica-lag", "must be longer than nothing, or no replica is ever near enough");
        }
        if (oldestSnapshot.limit().filter(Duration::isZero).isPresent()) {
            problems.add("oldest-snapshot", "must be longer than nothing, or every snapshot slows it");
        }
        if (probeTime.isZero() || probeTime.compareTo(LONGEST_PROBE) > 0) {
            problems.add(
                    "probe-time", "must be longer than nothing and at most 1s, after which no probe is waited for");
        }
        if (deadRows.filter(share -> share.percent().signum() == 0).isPresent()) {
            problems.add("dead-rows", "must be more than 0%, or a first dead row stops it for good");
        }
        if (http.filter(address -> !isHttp(address)).isPresent()) {
            problems.add("http", "must begin with http:// or https://");
        }
    }

    private static boolean isHttp(URI address) {
        return address.getHost() != null && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()));
    }

    /** The same with another bound for the time a replica is behind. */
    public BrakesConfig replicaLag(BrakeTime limit) {
        return with(Optional.of(limit), waiters, oldestSnapshot);
    }

    /** The same, yielding to waiting sessions or not. */
    public BrakesConfig waiters(boolean yields) {
        return with(replicaLag, yields, oldestSnapshot);
    }

    /** The same with another bound for the age of snapshots. */
    public BrakesConfig oldestSnapshot(BrakeTime limit) {
        return with(replicaLag, waiters, limit);
    }

    private BrakesConfig with(Optional<BrakeTime> lag, boolean yields, BrakeTime snapshot) {
        return new BrakesConfig(
                lag, replicaBytes, walRate, yields, probe, probeTime, autovacuum, deadRows, snapshot, sql, http);
    }

    /** The same with a bound for the bytes a replica is behind. */
    public BrakesConfig replicaBytes(ByteSize limit) {
        return new BrakesConfig(
                replicaLag,
                Optional.of(limit),
                walRate,
                waiters,
                probe,
                probeTime,
                autovacuum,
                deadRows,
                oldestSnapshot,
                sql,
                http);
    }

    /** The same with a bound for the WAL of a second. */
    public BrakesConfig walRate(ByteSize limit) {
        return new BrakesConfig(
                replicaLag,
                replicaBytes,
                Optional.of(limit),
                waiters,
                probe,
                probeTime,
                autovacuum,
                deadRows,
                oldestSnapshot,
                sql,
                http);
    }

    /** The same with a query that may take so long. */
    public BrakesConfig probe(String query, Duration longest) {
        return new BrakesConfig(
                replicaLag,
                replicaBytes,
                walRate,
                waiters,
                Optional.of(query),
                longest,
                autovacuum,
                deadRows,
                oldestSnapshot,
                sql,
                http);
    }

    /** The same, standing while a table of the plan is vacuumed or not. */
    public BrakesConfig autovacuum(boolean stands) {
        return new BrakesConfig(
                replicaLag,
                replicaBytes,
                walRate,
                waiters,
                probe,
                probeTime,
                stands,
                deadRows,
                oldestSnapshot,
                sql,
                http);
    }

    /** The same with a bound for dead rows. */
    public BrakesConfig deadRows(Percentage most) {
        return new BrakesConfig(
                replicaLag,
                replicaBytes,
                walRate,
                waiters,
                probe,
                probeTime,
                autovacuum,
                Optional.of(most),
                oldestSnapshot,
                sql,
                http);
    }

    /** The same with a query that says whether it may go on. */
    public BrakesConfig sql(String query) {
        return new BrakesConfig(
                replicaLag,
                replicaBytes,
                walRate,
                waiters,
                probe,
                probeTime,
                autovacuum,
                deadRows,
                oldestSnapshot,
                Optional.of(query),
                http);
    }

    /** The same with an address that says whether it may go on. */
    public BrakesConfig http(URI address) {
        return new BrakesConfig(
                replicaLag,
                replicaBytes,
                walRate,
                waiters,
                probe,
                probeTime,
                autovacuum,
                deadRows,
                oldestSnapshot,
                sql,
                Optional.of(address));
    }
}
