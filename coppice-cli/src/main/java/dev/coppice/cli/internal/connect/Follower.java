package dev.coppice.cli.internal.connect;

import dev.coppice.control.Durations;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks again and again at work that does not end with this process, and goes on looking when its server was away for a while,
 * as while it is restarted. What ends the looking all the same says how the work goes on. One thread.
 */
public final class Follower {
    /** A server that was looked at before and answers so is on its way up or down. */
    private static final Set<String> PASSING = Set.of("server.unreachable", "server.connection-lost", "server.no-tls");

    private static final String REFUSED_TOKEN = "access.credential-refused";

    private final Remote server;
    private final Work work;
    private final Duration patience;
    private final Consumer<String> notes;
    private boolean met;
    private boolean wasAway;
    private @Nullable Instant since;
    private long sinceNanos;

    /**
     * What is followed.
     *
     * @param name what it is called at the beginning of a sentence
     * @param accepted whether this command has asked for it, so that its server has it already
     * @param again the command that follows it
     */
    public record Work(String name, boolean accepted, String again) {}

    Follower(Remote server, Work work, Duration patience, Consumer<String> notes) {
        this.server = server;
        this.work = work;
        this.patience = patience;
        this.notes = notes;
        this.met = work.accepted();
    }

    /**
     * How it stands; empty while its server is away.
     *
     * @throws CoppiceException when it has been away for too long, or no longer lets this command look; whatever the first look
     *     at work of others finds
     */
    public <T> Optional<T> look(Function<Remote, T> look) {
        T seen;
        try {
            seen = look.apply(server);
        } catch (CoppiceException failure) {
            if (!met) {
                throw failure;
            }
            if (!passing(failure)) {
                throw refused(failure);
            }
            wait(failure);
            return Optional.empty();
        }
        met = true;
        if (since != null) {
            since = null;
            notes.accept("The server is back.");
        }
        return Optional.of(seen);
    }

    /** Whether its server was away at some time. */
    public boolean wasAway() {
        return wasAway;
    }

    /** What is said to somebody who has ended the following while the server was away. */
    public CoppiceException left() {
        return away("the waiting was ended").exception();
    }

    /** Whether what a call ended with passes by itself. */
    public static boolean passing(CoppiceException failure) {
        var fault = failure.fault();
        return PASSING.contains(fault.code())
                || fault.retry() == Retry.SAFE
                || (failure instanceof ServerRefusal && fault.kind() == Fault.Kind.UNAVAILABLE);
    }

    private void wait(CoppiceException failure) {
        wasAway = true;
        if (since == null) {
            since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            sinceNanos = System.nanoTime();
            notes.accept("The server is away since " + since + ": waiting for it, " + Durations.format(patience)
                    + " at most.");
        }
        if (System.nanoTime() - sinceNanos >= patience.toNanos()) {
            throw away("it was waited for " + Durations.format(patience)).exception(failure);
        }
    }

    private Fault away(String ended) {
        return ended("server.away", Fault.Kind.UNAVAILABLE)
                .found("The server is away" + (since == null ? "" : " since " + since) + ", and " + ended + ".")
                .next("To follow it once the server is back:  " + work.again());
    }

    private CoppiceException refused(CoppiceException failure) {
        if (failure.code().equals(REFUSED_TOKEN)) {
            return ended(failure.code(), Fault.Kind.FAILED)
                    .found("The server no longer knows the token: it was revoked, or is over.")
                    .next("To follow it with a token that is good:  " + work.again())
                    .exception(failure);
        }
        return ended(failure.code(), Fault.Kind.FAILED)
                .found(
                        failure instanceof ServerRefusal
                                ? "The server does not let it be looked at: " + failure.code() + "."
                                : failure.fault().found())
                .next("To follow it once that is mended:  " + work.again())
                .exception(failure);
    }

    private Fault ended(String code, Fault.Kind kind) {
        var fault = Fault.of(code, kind).refused(work.name() + " is no longer followed.");
        return work.accepted()
                ? fault.changed(
                                "The server had taken it up before: it goes on there, or is taken up again once a server runs.")
                        .leaving(Effect.COMMITTED, Retry.NEVER)
                : fault.changed("This command only looks: what it looked at goes on without it.")
                        .leaving(Effect.NONE, Retry.SAFE);
    }
}
