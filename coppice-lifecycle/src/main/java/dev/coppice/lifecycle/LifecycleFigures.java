package dev.coppice.lifecycle;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the lifecycle keeps up, for gauges. A value for any thread.
 *
 * @param resources how many resources stand in each state, of those that ever left {@code ACTIVE}; 0 for states without any
 * @param operations how many teardowns that have not ended stand in each state; 0 for states without any
 * @param oldestUnfinished how long ago the oldest of them began
 * @param oldestStranded how long ago the oldest began whose resource is not gone an hour later; empty when there is none
 * @param parkedSteps how many steps wait for a person
 * @param attempts how often the steps that have not ended were tried
 * @param steps how long attempts took that ended within the last day, by the sort of step
 * @param promiseSlack how long until the next promise is due: a backup to go, a certificate to look at again; negative when
 *     one is late
 */
public record LifecycleFigures(
        Map<ResourceState, Long> resources,
        Map<OperationState, Long> operations,
        Optional<Duration> oldestUnfinished,
        Optional<Duration> oldestStranded,
        long parkedSteps,
        long attempts,
        Map<String, StepTimes> steps,
        Optional<Duration> promiseSlack) {
    /** Copies the numbers. */
    public LifecycleFigures {
        resources = Map.copyOf(resources);
        operations = Map.copyOf(operations);
        steps = Map.copyOf(steps);
    }

    /**
     * How long attempts took.
     *
     * @param count how many
     * @param total all of them together
     * @param longest the longest
     */
    public record StepTimes(long count, Duration total, Duration longest) {}
}
