package dev.coppice.server.internal.lifecycle;

import static dev.coppice.server.internal.health.LookedUpGauges.row;
import static dev.coppice.server.internal.health.LookedUpGauges.rows;

import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.LifecycleFigures;
import dev.coppice.lifecycle.LifecycleFigures.StepTimes;
import dev.coppice.server.internal.health.LookedUpGauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How the lifecycle keeps up, as gauges. */
public final class LifecycleMeters {
    private LifecycleMeters() {}

    /** Gauges of {@code registry} on the lifecycle of {@code host}. */
    public static Runnable on(MeterRegistry registry, LifecycleHost host, LongSupplier nanoTime) {
        return new LookedUpGauges<LifecycleFigures>(
                        registry, "lifecycle", () -> host.find().map(Lifecycle::figures), nanoTime)
                .and(
                        "resources",
                        "Resources that ever left active, by state",
                        figures -> rows(figures.resources(), "state", count -> count))
                .and(
                        "operations",
                        "Teardowns that have not ended, by state",
                        figures -> rows(figures.operations(), "state", count -> count))
                .and(
                        "oldest.unfinished.seconds",
                        "Age of the oldest teardown that has not ended",
                        figures -> row(figures.oldestUnfinished().map(LookedUpGauges::seconds)))
                .and(
                        "oldest.stranded.seconds",
                        "Age of the oldest teardown whose resource is not gone an hour after it began",
                        figures -> row(figures.oldestStranded().map(LookedUpGauges::seconds)))
                .and("parked.steps", "Steps that wait for a person", figures -> row(Optional.of(figures.parkedSteps())))
                .and(
                        "unfinished.attempts",
                        "Attempts of steps that have not ended",
                        figures -> row(Optional.of(figures.attempts())))
                .and(
                        "promise.slack.seconds",
                        "Time until the next promise is due; negative when one is late",
                        figures -> row(figures.promiseSlack().map(LookedUpGauges::seconds)))
                .and(
                        "step.attempts",
                        "Attempts of the last day, by sort of step",
                        figures -> rows(figures.steps(), "type", StepTimes::count))
                .and(
                        "step.longest.seconds",
                        "The longest attempt of the last day, by sort of step",
                        figures -> rows(figures.steps(), "type", times -> LookedUpGauges.seconds(times.longest())))
                .and(
                        "step.total.seconds",
                        "All attempts of the last day together, by sort of step",
                        figures -> rows(figures.steps(), "type", times -> LookedUpGauges.seconds(times.total())));
    }
}
