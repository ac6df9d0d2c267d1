package dev.coppice.control;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many threads that begin the same work at the same moment. */
public final class Storm {
    private Storm() {}

    public static <T> List<T> of(int threads, IntFunction<T> work) throws Exception {
        var start = new CyclicBarrier(threads);
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var runs = new ArrayList<Future<T>>();
            for (var i = 0; i < threads; i++) {
                var number = i;
                runs.add(pool.submit(() -> {
                    start.await();
                    return work.apply(number);
                }));
            }
            var results = new ArrayList<T>();
            for (var run : runs) {
                results.add(run.get());
            }
            return results;
        }
    }
}
