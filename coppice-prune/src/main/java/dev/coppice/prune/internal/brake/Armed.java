package dev.coppice.prune.internal.brake;

import dev.coppice.control.Durations;
import dev.coppice.control.Percentage;
import dev.coppice.prune.BrakeName;
import dev.coppice.prune.BrakeTime;
import dev.coppice.prune.BrakesConfig;
import dev.coppice.prune.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Which brakes of a campaign are on: what the policy says, and before that what the campaign was retuned to.
 *
 * @param campaign its number
 * @param config what the policy says
 * @param tuned what the campaign was retuned to
 * @param tables the numbers of the tables of its plan
 */
record Armed(long campaign, BrakesConfig config, Map<BrakeName, String> tuned, List<Long> tables) {
    private static final Duration USUAL_LAG = Duration.ofSeconds(10);
    private static final LongSupplier CLOCK = System::nanoTime;

    List<Brake> brakes() {
        var brakes = new ArrayList<Brake>();
        time(
                        BrakeName.REPLICA_LAG,
                        config.replicaLag().orElse(BrakeTime.of(USUAL_LAG)).limit())
                .ifPresent(limit -> brakes.add(new ReplicaLag(limit, CLOCK)));
        set(BrakeName.REPLICA_BYTES, config.replicaBytes(), ByteSize::parse)
                .ifPresent(limit -> brakes.add(new ReplicaBytes(limit)));
        set(BrakeName.WAL_RATE, config.walRate(), ByteSize::parse)
                .ifPresent(limit -> brakes.add(new WalRate(limit, CLOCK)));
        config.probe()
                .flatMap(query -> time(BrakeName.PROBE, Optional.of(config.probeTime()))
                        .map(limit -> new Probe(query, limit, CLOCK)))
                .ifPresent(brakes::add);
        if (on(BrakeName.AUTOVACUUM, config.autovacuum())) {
            brakes.add(new Autovacuum(tables));
        }
        set(BrakeName.DEAD_ROWS, config.deadRows(), Percentage::parse)
                .ifPresent(limit -> brakes.add(new DeadRows(campaign, tables, limit)));
        time(BrakeName.OLDEST_SNAPSHOT, config.oldestSnapshot().limit())
                .ifPresent(limit -> brakes.add(new OldestSnapshot(limit)));
        config.sql().filter(query -> on(BrakeName.SQL, true)).ifPresent(query -> brakes.add(new CustomSql(query)));
        config.http()
                .filter(address -> on(BrakeName.HTTP, true))
                .ifPresent(address -> brakes.add(new CustomHttp(address)));
        return brakes;
    }

    /** Whether sessions behind a chunk are watched for. */
    boolean waiters() {
        return on(BrakeName.WAITERS, config.waiters());
    }

    private boolean on(BrakeName name, boolean declared) {
        return set(name, declared ? Optional.of("on") : Optional.empty(), Function.identity())
                .isPresent();
    }

    private Optional<Duration> time(BrakeName name, Optional<Duration> declared) {
        return set(name, declared, Durations::parse);
    }

    private <T> Optional<T> set(BrakeName name, Optional<T> declared, Function<String, T> reader) {
        var text = tuned.get(name);
        if (text == null) {
            return declared;
        }
        return text.equals(BrakeName.OFF) ? Optional.empty() : Optional.of(reader.apply(text));
    }
}
