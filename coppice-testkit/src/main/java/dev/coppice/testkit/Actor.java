package dev.coppice.testkit;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A thread of an {@link Interleaving}. The test that started it calls all methods here; none blocks longer than the
 * interleaving's time-out.
 *
 * @param <T> what its work returns
 */
public final class Actor<T> {
    /** The actor whose thread this is. */
    static final ThreadLocal<@Nullable Actor<?>> CURRENT = new ThreadLocal<>();

    private enum State {
        RUNNING,
        STOPPED,
        ENDED
    }

    private final Interleaving interleaving;
    private final String name;
    private final Thread thread;
    private final Condition resumed;
    private State state = State.RUNNING;
    private @Nullable String lastPlace;
    private boolean free;
    private boolean asked;
    private @Nullable T result;
    private @Nullable Throwable failure;

    Actor(Interleaving interleaving, String name, Callable<T> work) {
        this.interleaving = interleaving;
        this.name = name;
        this.resumed = interleaving.lock.newCondition();
        this.thread = new Thread(
                () -> {
                    CURRENT.set(this);
                    perform(work);
                },
                "coppice-actor-" + name);
        thread.setDaemon(true);
    }

    /** Waits until this actor has stopped at {@code place}; fails at once if it stops elsewhere or ends. */
    public void awaitStopped(String place) {
        interleaving.await(name + " stops at " + place, () -> state != State.RUNNING);
        interleaving.lock.lock();
        try {
            if (state == State.ENDED) {
                throw new AssertionError(name + " ended and did not stop at " + place + ": " + standing(), failure);
            }
            if (!place.equals(lastPlace)) {
                throw new AssertionError(name + " did not stop at " + place + ": " + standing());
            }
        } finally {
            interleaving.lock.unlock();
        }
    }

    /** Lets this actor go on from where it has stopped. */
    public void resume() {
        interleaving.lock.lock();
        try {
            if (state != State.STOPPED) {
                throw new AssertionError("only a stopped actor can be resumed: " + standing());
            }
            state = State.RUNNING;
            resumed.signalAll();
        } finally {
            interleaving.lock.unlock();
        }
    }

    /** Waits until this actor has ended, and fails with its error if it failed. */
    public void join() {
        awaitEnd();
        asked = true;
        switch (failure) {
            case null -> {}
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new CompletionException("actor " + name + " failed", failure);
        }
    }

    /** Waits until this actor has ended, and returns what its work returned; fails as {@link #join()} does. */
    public @Nullable T result() {
        join();
        return result;
    }

    /** Waits until this actor has ended, and returns the error it failed with. */
    public Optional<Throwable> failure() {
        awaitEnd();
        asked = true;
        return Optional.ofNullable(failure);
    }

    boolean isOf(Interleaving other) {
        return interleaving == other;
    }

    void begin() {
        thread.start();
    }

    void reached(String place) {
        interleaving.lock.lock();
        try {
            lastPlace = place;
            if (free || !interleaving.stopsAt(name, place)) {
                return;
            }
            state = State.STOPPED;
            interleaving.tell();
            while (state == State.STOPPED) {
                resumed.awaitUninterruptibly();
            }
        } finally {
            interleaving.lock.unlock();
        }
    }

    /** Never stops again. Called under the lock. */
    void letGo() {
        free = true;
        if (state == State.STOPPED) {
            state = State.RUNNING;
            resumed.signalAll();
        }
    }

    void awaitEnd() {
        interleaving.await(name + " ends", () -> state == State.ENDED);
    }

    void failIfUnasked() {
        if (failure != null && !asked) {
            throw new AssertionError("actor " + name + " failed and nobody asked for its result", failure);
        }
    }

    /** Where this actor is, for an error message. Called under the lock. */
    String standing() {
        var seen = lastPlace == null ? "has reached no place" : "was last at " + lastPlace;
        return switch (state) {
            case STOPPED -> name + " has stopped at " + lastPlace;
            case RUNNING -> name + " runs, " + seen + ", is in " + frame();
            case ENDED -> name + (failure == null ? " has ended" : " has failed with " + failure) + ", " + seen;
        };
    }

    private String frame() {
        for (var frame : thread.getStackTrace()) {
            var type = frame.getClassName();
            if (!type.startsWith("java.") && !type.startsWith("sun.") && !type.startsWith("jdk.")) {
                return frame.toString();
            }
        }
        return "no code of its own";
    }

    private void perform(Callable<T> work) {
        @Nullable T returned = null;
        @Nullable Throwable thrown = null;
        try {
            returned = work.call();
        } catch (Throwable any) {
            thrown = any;
        }
        interleaving.lock.lock();
        try {
            result = returned;
            failure = thrown;
            state = State.ENDED;
            interleaving.tell();
        } finally {
            interleaving.lock.unlock();
        }
    }
}
