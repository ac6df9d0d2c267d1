package dev.coppice.prune;

import dev.coppice.control.CronSchedule;
import dev.coppice.control.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a policy runs by itself: at those times of its schedule that lie in its window. A time that the clock of its zone leaps
 * over comes as much later, and one that it shows twice comes once. A value for any thread.
 *
 * @param schedule its times, by the clock of the window, else of UTC
 * @param window in which hours it may run
 */
public record DueTimes(CronSchedule schedule, Optional<TimeWindow> window) {
    /** Longer than any clock leaps. */
    private static final Duration LEAP = Duration.ofHours(3);

    /** Those of a policy that has a schedule. */
    public static Optional<DueTimes> of(PolicyConfig policy) {
        return policy.schedule().map(schedule -> new DueTimes(schedule, policy.window()));
    }

    /** Whether the window is open; without one it always is. */
    public boolean open(Instant moment) {
        return window.map(hours -> hours.contains(moment.atZone(hours.zone()))).orElse(true);
    }

    /** The first one after a moment. */
    public Instant after(Instant moment) {
        // A policy none of whose times lies in its window is refused when it is declared.
        var next = schedule.nextAfter(before(moment).atZone(zone()));
        while (!next.toInstant().isAfter(moment) || !open(next.toInstant())) {
            next = schedule.nextAfter(next);
        }
        return next.toInstant();
    }

    /** A schedule tells times about a leap of the clock rightly only to who asks from before it. */
    private Instant before(Instant moment) {
        var leap = zone().getRules().previousTransition(moment.plusNanos(1));
        return leap != null && leap.getInstant().isAfter(moment.minus(LEAP)) ? moment.minus(LEAP) : moment;
    }

    /**
     * The next ones after a moment.
     *
     * @throws IllegalArgumentException when {@code count} is negative
     */
    public List<Instant> after(Instant moment, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative, was: " + count);
        }
        var times = new ArrayList<Instant>();
        var last = moment;
        while (times.size() < count) {
            last = after(last);
            times.add(last);
        }
        return List.copyOf(times);
    }

    /** Those after one moment and not after another, in order. */
    public List<Instant> between(Instant after, Instant until) {
        var times = new ArrayList<Instant>();
        for (var next = after(after); !next.isAfter(until); next = after(next)) {
            times.add(next);
        }
        return List.copyOf(times);
    }

    /** The zone whose clock tells them. */
    public ZoneId zone() {
        return window.map(TimeWindow::zone).orElse(ZoneOffset.UTC);
    }

    /** As people read it: {@code 0 3 * * * of UTC}, or {@code 0 3 * * * in Sat,Sun 22:00-06:00 Europe/Berlin}. */
    @Override
    public String toString() {
        return schedule.expression() + window.map(hours -> " in " + hours).orElse(" of UTC");
    }
}
