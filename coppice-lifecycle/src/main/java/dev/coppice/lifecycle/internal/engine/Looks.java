package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks at all stores of one resource within one time, a few at once, so that a store which does not answer takes nobody's place.
 * On threads of their own: a call to a database does not hear that its time is over, and nobody waits for it then.
 *
 * @param context what the steps are looked with
 * @param most how long all looks may take together
 */
record Looks(StepContext context, Duration most) {
    private static final int AT_ONCE = 4;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ThreadFactory THREADS = work -> {
        var thread = new Thread(work, "coppice-look-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    };

    /** What each step sees, by its name. */
    Map<String, Sight> at(List<DeclaredStep> steps) throws InterruptedException {
        var threads = Executors.newFixedThreadPool(AT_ONCE, THREADS);
        try {
            var looks = steps.stream().map(this::look).toList();
            var answers = threads.invokeAll(looks, most.toMillis(), TimeUnit.MILLISECONDS);
            var sights = new HashMap<String, Sight>();
            for (var i = 0; i < answers.size(); i++) {
                sights.put(steps.get(i).name(), answered(answers.get(i)));
            }
            return sights;
        } finally {
            threads.shutdownNow();
        }
    }

    private Callable<Sight> look(DeclaredStep step) {
        return () -> Calls.look(step.step(), context);
    }

    private Sight answered(Future<Sight> look) {
        return look.state() == Future.State.SUCCESS
                ? look.resultNow()
                : new Sight.Unknown(Timed.OVERDUE, "It was not seen within " + most.toSeconds() + " seconds.");
    }
}
