package dev.coppice.spring.internal.jobs;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import dev.coppice.control.CronSchedule;
import dev.coppice.control.TimeWindow;
import dev.coppice.prune.PolicyConfig;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * When a policy runs by itself: at those times of its schedule that lie in its window.
 *
 * @param schedule its times, by the clock of the window, else of UTC
 * @param window in which hours it may run
 */
record PolicyTimes(CronSchedule schedule, Optional<TimeWindow> window) implements Schedule {
    static Optional<PolicyTimes> of(PolicyConfig policy) {
        return policy.schedule().map(schedule -> new PolicyTimes(schedule, policy.window()));
    }

    boolean open(Instant moment) {
        return window.map(hours -> hours.contains(moment.atZone(hours.zone()))).orElse(true);
    }

    /** A policy none of whose times lies in its window is refused when it is declared. */
    Instant after(Instant moment) {
        ZoneId zone = window.map(TimeWindow::zone).orElse(ZoneOffset.UTC);
        var next = schedule.nextAfter(moment.atZone(zone));
        while (!open(next.toInstant())) {
            next = schedule.nextAfter(next);
        }
        return next.toInstant();
    }

    @Override
    public Instant getNextExecutionTime(ExecutionComplete last) {
        return after(last.getTimeDone());
    }

    /** A schedule that was changed takes effect when the application starts. */
    @Override
    public boolean isDeterministic() {
        return true;
    }
}
