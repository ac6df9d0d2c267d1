package dev.coppice.spring.internal.actuator;

import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.LifecycleFigures;
import dev.coppice.lifecycle.LifecycleFigures.StepTimes;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** How the lifecycle keeps up, by the names a Coppice server has for it. What cannot be looked up is not a number. */
public final class LifecycleGauges {
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final double NANOS = 1e9;

    private final MeterRegistry registry;
    private final Looked<LifecycleFigures> figures;
    private final MultiGauge attempts;
    private final MultiGauge totals;
    private final MultiGauge longest;

    private LifecycleGauges(MeterRegistry registry, Lifecycle lifecycle) {
        this.registry = registry;
        this.figures = new Looked<>(() -> steps(lifecycle.figures()), FRESH, System::nanoTime);
        this.attempts = multi("step.attempts", "Attempts of the last day, by sort of step");
        this.totals = multi("step.total.seconds", "All attempts of the last day together, by sort of step");
        this.longest = multi("step.longest.seconds", "The longest attempt of the last day, by sort of step");
    }

    /** Registers them. */
    public static LifecycleGauges of(MeterRegistry registry, Lifecycle lifecycle) {
        var gauges = new LifecycleGauges(registry, lifecycle);
        gauges.register();
        return gauges;
    }

    private void register() {
        for (var state : ResourceState.values()) {
            gauge(
                    "resources",
                    "Resources that ever left active, by state",
                    Tags.of("state", word(state)),
                    found -> Optional.ofNullable(found.resources().get(state)));
        }
        for (var state : OperationState.values()) {
            if (!state.ended()) {
                gauge(
                        "operations",
                        "Teardowns that have not ended, by state",
                        Tags.of("state", word(state)),
                        found -> Optional.ofNullable(found.operations().get(state)));
            }
        }
        age(
                "oldest.unfinished.seconds",
                "Age of the oldest teardown that has not ended",
                LifecycleFigures::oldestUnfinished);
        age(
                "oldest.stranded.seconds",
                "Age of the oldest teardown whose resource is not gone an hour after it began",
                LifecycleFigures::oldestStranded);
        age(
                "promise.slack.seconds",
                "Time until the next promise is due; negative when one is late",
                LifecycleFigures::promiseSlack);
        gauge("parked.steps", "Steps that wait for a person", Tags.empty(), found -> Optional.of(found.parkedSteps()));
        gauge(
                "unfinished.attempts",
                "Attempts of steps that have not ended",
                Tags.empty(),
                found -> Optional.of(found.attempts()));
    }

    private void age(String name, String description, Function<LifecycleFigures, Optional<Duration>> which) {
        gauge(name, description, Tags.empty(), found -> which.apply(found).map(LifecycleGauges::seconds));
    }

    private void gauge(
            String name, String description, Tags tags, Function<LifecycleFigures, Optional<? extends Number>> which) {
        Gauge.builder(
                        "coppice.lifecycle." + name,
                        () -> figures.get().<Number>flatMap(which).orElse(Double.NaN))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private MultiGauge multi(String name, String description) {
        return MultiGauge.builder("coppice.lifecycle." + name)
                .description(description)
                .register(registry);
    }

    /** Sorts of steps come and go, so their rows are made anew with each look. */
    private LifecycleFigures steps(LifecycleFigures found) {
        attempts.register(rows(found, StepTimes::count), true);
        totals.register(rows(found, times -> seconds(times.total())), true);
        longest.register(rows(found, times -> seconds(times.longest())), true);
        return found;
    }

    private static List<Row<?>> rows(LifecycleFigures found, Function<StepTimes, Number> which) {
        return found.steps().entrySet().stream()
                .<Row<?>>map(step -> Row.of(Tags.of("type", step.getKey()), which.apply(step.getValue())))
                .toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS;
    }
}
