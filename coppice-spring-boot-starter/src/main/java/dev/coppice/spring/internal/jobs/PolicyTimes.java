package dev.coppice.spring.internal.jobs;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import dev.coppice.control.CronSchedule;
import dev.coppice.prune.DueTimes;
import dev.coppice.prune.PolicyConfig;
import java.time.Instant;
import java.util.Optional;

/**
 * The due times of a policy for the scheduler.
 *
 * @param due when it runs by itself
 */
record PolicyTimes(DueTimes due) implements Schedule {
    static Optional<PolicyTimes> of(PolicyConfig policy) {
        return DueTimes.of(policy).map(PolicyTimes::new);
    }

    CronSchedule schedule() {
        return due.schedule();
    }

    boolean open(Instant moment) {
        return due.open(moment);
    }

    @Override
    public Instant getNextExecutionTime(ExecutionComplete last) {
        return due.after(last.getTimeDone());
    }

    /** A schedule that was changed takes effect when the application starts. */
    @Override
    public boolean isDeterministic() {
        return true;
    }
}
