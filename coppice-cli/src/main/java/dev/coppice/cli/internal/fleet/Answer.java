package dev.coppice.cli.internal.fleet;

import dev.coppice.cli.internal.connect.Target;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/** What one of several databases answered. */
public sealed interface Answer<T> {
    /** Which database. */
    Target target();

    /** It did what it was asked for. */
    record Given<T>(Target target, T value) implements Answer<T> {}

    /** It did not, and why. */
    record Failed<T>(Target target, Fault fault) implements Answer<T> {}

    /** Asks one database; whatever goes wrong there is an answer too, so that it does not hide the others. */
    static <T> Answer<T> of(Target target, Function<Target, T> question) {
        try {
            return new Given<>(target, question.apply(target));
        } catch (CoppiceException refused) {
            return new Failed<>(target, refused.fault());
        } catch (RuntimeException unforeseen) {
            LoggerFactory.getLogger(Answer.class).error("target {} failed", target.called(), unforeseen);
            return new Failed<>(target, unforeseen(unforeseen));
        }
    }

    /** It was asked, and has not answered for so long that nobody waits for it any more. */
    static <T> Failed<T> silent(Target target, Duration waited) {
        return new Failed<>(
                target,
                Fault.of("target.silent", Fault.Kind.UNAVAILABLE)
                        .refused("The database was asked, and was waited for no longer.")
                        .found("It had not answered after " + waited.toSeconds() + " seconds.")
                        .changed("Whether anything was changed there is not known.")
                        .next("See what keeps the server, and run the command again once it answers.")
                        .leaving(Effect.UNKNOWN, Retry.SAFE));
    }

    private static Fault unforeseen(RuntimeException failure) {
        return Fault.of("target.failed", Fault.Kind.FAILED)
                .refused("The command ended there in an error nobody foresaw: "
                        + failure.getClass().getSimpleName() + ".")
                .found("Its details are in the log above.")
                .changed("Whether it has changed anything there is not known.")
                .next("Run the command with --target for this one alone, and report it with these details.")
                .leaving(Effect.UNKNOWN, Retry.NEVER);
    }
}
