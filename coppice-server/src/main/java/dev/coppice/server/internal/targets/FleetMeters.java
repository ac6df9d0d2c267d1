package dev.coppice.server.internal.targets;

import static dev.coppice.server.internal.health.LookedUpGauges.row;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.server.internal.health.LookedUpGauges;
import dev.coppice.server.internal.pruning.BrakeMeters;
import dev.coppice.server.internal.pruning.PruningMeters;
import dev.coppice.server.internal.pruning.RunMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gauges of pruning for each target, and whether it is worked on, all with the target as a tag. */
public final class FleetMeters {
    private static final Logger LOG = LoggerFactory.getLogger(FleetMeters.class);

    /** One that does not answer keeps the numbers of the others no longer. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private FleetMeters() {}

    /** Gauges of {@code registry} on these targets, looked up at once. */
    public static Runnable on(MeterRegistry registry, List<Ground> grounds, LongSupplier nanoTime) {
        var looks =
                grounds.stream().map(ground -> of(registry, ground, nanoTime)).toList();
        return () -> together(looks);
    }

    private static Runnable of(MeterRegistry registry, Ground ground, LongSupplier nanoTime) {
        var tagged = new CompositeMeterRegistry();
        tagged.config().commonTags("target", ground.target());
        tagged.add(registry);
        var there = new AtomicBoolean();
        var up = new LookedUpGauges<Boolean>(
                        tagged, "target", () -> Optional.of(upToDate(ground)).map(now -> noted(there, now)), nanoTime)
                .and(
                        "up",
                        "Whether a target answers and has the schema this server knows: 1 or 0",
                        now -> row(Optional.of(now ? 1 : 0)));
        var looks = List.of(
                PruningMeters.on(tagged, ground.pruning(), nanoTime),
                BrakeMeters.on(tagged, ground.pruning(), nanoTime),
                RunMeters.on(tagged, ground.pruning(), ground.database(), nanoTime));
        return () -> {
            up.run();
            if (there.get()) {
                looks.forEach(Runnable::run);
            } else {
                forget(tagged);
            }
        };
    }

    private static boolean noted(AtomicBoolean there, boolean now) {
        there.set(now);
        return now;
    }

    /** An old number would say that all is well. */
    private static void forget(MeterRegistry tagged) {
        tagged.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("coppice.prune."))
                .forEach(tagged::remove);
    }

    /** Whatever keeps it from being asked, it is not up. */
    private static boolean upToDate(Ground ground) {
        try {
            return new CoppiceSchema(ground.database().source()).status() instanceof SchemaStatus.Current;
        } catch (RuntimeException away) {
            LOG.debug("target={} could not be asked", ground.target(), away);
            return false;
        }
    }

    private static void together(List<Runnable> looks) {
        long end = System.nanoTime() + LONGEST.toNanos();
        var running = looks.stream()
                .map(look -> Thread.ofVirtual().name("coppice-meter").start(look))
                .toList();
        try {
            for (var look : running) {
                look.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
