package dev.coppice.server.internal.lifecycle;

import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.LifecycleFigures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the lifecycle keeps up, as gauges that are looked up when they are asked for, at most every ten seconds. What cannot be
 * looked up is left out: an old number would say that all is well.
 */
public final class LifecycleMeters implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LifecycleMeters.class);
    private static final long AT_MOST_EVERY = Duration.ofSeconds(10).toNanos();
    private static final double NANOS = 1e9;

    private final Map<MultiGauge, Function<LifecycleFigures, List<Row<?>>>> gauges = new LinkedHashMap<>();
    private final MeterRegistry registry;
    private final LifecycleHost host;
    private final LongSupplier nanoTime;
    private long dueAt;

    /** Gauges of {@code registry} on the lifecycle of {@code host}. */
    public LifecycleMeters(MeterRegistry registry, LifecycleHost host, LongSupplier nanoTime) {
        this.registry = registry;
        this.host = host;
        this.nanoTime = nanoTime;
        this.dueAt = nanoTime.getAsLong();
        add("resources", "Resources that ever left active, by state", figures -> rows(figures.resources(), "state"));
        add("operations", "Teardowns that have not ended, by state", figures -> rows(figures.operations(), "state"));
        add(
                "oldest.unfinished.seconds",
                "Age of the oldest teardown that has not ended",
                figures -> row(figures.oldestUnfinished().map(LifecycleMeters::seconds)));
        add(
                "oldest.stranded.seconds",
                "Age of the oldest teardown whose resource is not gone an hour after it began",
                figures -> row(figures.oldestStranded().map(LifecycleMeters::seconds)));
        add("parked.steps", "Steps that wait for a person", figures -> row(Optional.of(figures.parkedSteps())));
        add(
                "unfinished.attempts",
                "Attempts of steps that have not ended",
                figures -> row(Optional.of(figures.attempts())));
        add(
                "promise.slack.seconds",
                "Time until the next promise is due; negative when one is late",
                figures -> row(figures.promiseSlack().map(LifecycleMeters::seconds)));
        add("step.attempts", "Attempts of the last day, by sort of step", LifecycleMeters::counts);
        add(
                "step.longest.seconds",
                "The longest attempt of the last day, by sort of step",
                figures -> times(figures, LifecycleFigures.StepTimes::longest));
        add(
                "step.total.seconds",
                "All attempts of the last day together, by sort of step",
                figures -> times(figures, LifecycleFigures.StepTimes::total));
    }

    /** Looks the numbers up when they are due. */
    @Override
    public synchronized void run() {
        if (nanoTime.getAsLong() - dueAt < 0) {
            return;
        }
        var figures = figures();
        gauges.forEach((gauge, rows) -> gauge.register(figures.map(rows).orElse(List.of()), true));
        dueAt = nanoTime.getAsLong() + AT_MOST_EVERY;
    }

    private Optional<LifecycleFigures> figures() {
        try {
            return host.find().map(Lifecycle::figures);
        } catch (RuntimeException unreadable) {
            LOG.warn("the numbers of the lifecycle could not be looked up", unreadable);
            return Optional.empty();
        }
    }

    private void add(String name, String description, Function<LifecycleFigures, List<Row<?>>> rows) {
        gauges.put(
                MultiGauge.builder("coppice.lifecycle." + name)
                        .description(description)
                        .register(registry),
                rows);
    }

    private static List<Row<?>> row(Optional<? extends Number> value) {
        return value.<List<Row<?>>>map(known -> List.of(Row.of(Tags.empty(), known)))
                .orElse(List.of());
    }

    private static List<Row<?>> rows(Map<? extends Enum<?>, Long> counts, String tag) {
        return counts.entrySet().stream()
                .<Row<?>>map(count -> Row.of(Tags.of(tag, word(count.getKey())), count.getValue()))
                .toList();
    }

    private static List<Row<?>> times(LifecycleFigures figures, Function<LifecycleFigures.StepTimes, Duration> which) {
        return figures.steps().entrySet().stream()
                .<Row<?>>map(step -> Row.of(Tags.of("type", step.getKey()), seconds(which.apply(step.getValue()))))
                .toList();
    }

    private static List<Row<?>> counts(LifecycleFigures figures) {
        return figures.steps().entrySet().stream()
                .<Row<?>>map(step ->
                        Row.of(Tags.of("type", step.getKey()), step.getValue().count()))
                .toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS;
    }
}
