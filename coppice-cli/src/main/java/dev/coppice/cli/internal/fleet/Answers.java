package dev.coppice.cli.internal.fleet;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.fleet.Answer.Failed;
import dev.coppice.cli.internal.fleet.Answer.Given;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What several databases answered, in their order.
 *
 * @param all every answer
 */
public record Answers<T>(List<Answer<T>> all) {
    private static final int AT_ONCE = 16;

    /** Copies the list. */
    public Answers {
        all = List.copyOf(all);
    }

    /**
     * Asks all of them, 16 at once; each has the ten seconds of a connection to be there. Blocks until each has answered or
     * failed.
     */
    public static <T> Answers<T> of(List<Target> targets, Function<Target, T> question) {
        return asked(targets.stream().map(target -> () -> Answer.of(target, question)));
    }

    /**
     * The same where each has so long to answer once it is asked. One that has not is cut off; whether it has done it is not
     * known then.
     */
    public static <T> Answers<T> within(Duration longest, List<Target> targets, Function<Target, T> question) {
        return asked(targets.stream().map(target -> () -> within(longest, target, question)));
    }

    private static <T> Answers<T> asked(Stream<Callable<Answer<T>>> questions) {
        var threads = Thread.ofVirtual().name("coppice-target-", 1).factory();
        try (var asking = Executors.newFixedThreadPool(AT_ONCE, threads)) {
            return new Answers<>(asking.invokeAll(questions.toList()).stream()
                    .map(Answers::ended)
                    .toList());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while databases were asked", stopped);
        }
    }

    private static <T> Answer<T> within(Duration longest, Target target, Function<Target, T> question)
            throws InterruptedException {
        var answer = new FutureTask<>(() -> Answer.of(target, question));
        Thread.ofVirtual().name("coppice-question").start(answer);
        try {
            return answer.get(longest.toMillis(), MILLISECONDS);
        } catch (TimeoutException silence) {
            // Closes the connection it waits on.
            answer.cancel(true);
            return Answer.silent(target, longest);
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a database could not be asked", broken.getCause());
        }
    }

    private static <A> A ended(Future<A> future) {
        try {
            return future.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while databases were asked", stopped);
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a database could not be asked", broken.getCause());
        }
    }

    /** Those that did what they were asked for. */
    public List<Given<T>> given() {
        return all.stream()
                .filter(Given.class::isInstance)
                .map(answer -> (Given<T>) answer)
                .toList();
    }

    /** Those that did not. */
    public List<Failed<T>> failed() {
        return all.stream()
                .filter(Failed.class::isInstance)
                .map(answer -> (Failed<T>) answer)
                .toList();
    }

    /** The exit code: 4 where only some have answered; where none has, that of the worst. */
    public int exitCode() {
        if (failed().isEmpty()) {
            return ExitCode.DONE;
        }
        return given().isEmpty()
                ? failed().stream()
                        .mapToInt(failed -> ExitCode.of(failed.fault()))
                        .reduce(ExitCode.DONE, ExitCode::worse)
                : ExitCode.PARTIAL;
    }

    /** Says which did not answer, and why. */
    public void tell(Terminal terminal) {
        failed().forEach(failed -> {
            terminal.note("coppice: " + failed.fault().code());
            terminal.note(
                    "target " + failed.target().called() + ": " + failed.fault().message());
        });
    }
}
