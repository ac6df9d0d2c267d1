package dev.coppice.server.internal.targets;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks targets the same, all at once and each for so long: one that is down keeps no other waiting, and hides none. A value for any
 * thread.
 *
 * @param longest how long each has to answer
 */
public record Everywhere(Duration longest) {
    private static final Logger LOG = LoggerFactory.getLogger(Everywhere.class);

    /**
     * What one of them answered.
     *
     * @param ground the target
     * @param value what it answered; null where it did not
     * @param fault why it did not; null where it did
     */
    public record Answer<T>(
            Ground ground, @Nullable T value, @Nullable Fault fault) {}

    /** Their answers, in their order. */
    public <T> List<Answer<T>> ask(List<Ground> grounds, Function<Ground, T> question) {
        long begun = System.nanoTime();
        var asked = grounds.stream()
                .map(ground -> new FutureTask<>(() -> answer(ground, question)))
                .toList();
        asked.forEach(task -> Thread.ofVirtual().name("coppice-target").start(task));
        var answers = new ArrayList<Answer<T>>();
        for (int index = 0; index < asked.size(); index++) {
            var left = longest.toNanos() - (System.nanoTime() - begun);
            answers.add(ended(grounds.get(index), asked.get(index), left));
        }
        return List.copyOf(answers);
    }

    // Whatever goes wrong with one must not hide the others.
    private static <T> Answer<T> answer(Ground ground, Function<Ground, T> question) {
        try {
            return new Answer<>(ground, question.apply(ground), null);
        } catch (CoppiceException refused) {
            return new Answer<>(ground, null, TargetFaults.inList(ground.target(), refused.fault()));
        } catch (RuntimeException unforeseen) {
            LOG.error("target={} an error nobody foresaw", ground.target(), unforeseen);
            return new Answer<>(ground, null, unforeseen(unforeseen));
        }
    }

    private <T> Answer<T> ended(Ground ground, FutureTask<Answer<T>> asked, long nanosLeft) {
        try {
            return asked.get(Math.max(0, nanosLeft), NANOSECONDS);
        } catch (TimeoutException slow) {
            // Closes the connection it waits on.
            asked.cancel(true);
            return new Answer<>(ground, null, silent("It had not answered after " + longest.toSeconds() + " seconds."));
        } catch (InterruptedException stopping) {
            // What was begun there goes on; those that have answered by now are still told of.
            Thread.currentThread().interrupt();
            return new Answer<>(ground, null, silent("It had not answered when this server was told to stop."));
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a target could not be asked", broken.getCause());
        }
    }

    private static Fault silent(String found) {
        return Fault.of("target.silent", Fault.Kind.UNAVAILABLE)
                .refused("The target was asked, and was waited for no longer.")
                .found(found)
                .changed("Whether anything was changed there is not known.")
                .next("See what keeps the database, and ask again once it answers.")
                .leaving(Effect.UNKNOWN, Retry.SAFE);
    }

    private static Fault unforeseen(RuntimeException failure) {
        return Fault.of("target.failed", Fault.Kind.FAILED)
                .refused("The request ended there in an error nobody foresaw: "
                        + failure.getClass().getSimpleName() + ".")
                .found("Its details are in the log of the server.")
                .changed("Whether it has changed anything there is not known.")
                .next("Ask this target alone, and report it with these details.")
                .leaving(Effect.UNKNOWN, Retry.NEVER);
    }
}
