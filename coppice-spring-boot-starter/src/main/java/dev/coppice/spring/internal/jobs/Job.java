package dev.coppice.spring.internal.jobs;

import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;

/**
 * One thing to be done again and again, by one instance of the application at a time.
 *
 * @param name what all instances call it
 * @param times when
 * @param pass does it once
 */
record Job(String name, Schedule times, Pass pass) {
    /** Does what is due. */
    @FunctionalInterface
    interface Pass {
        /** Does it once; an error is logged, and does not keep the next time from coming. */
        void run(ExecutionContext context) throws InterruptedException;
    }
}
