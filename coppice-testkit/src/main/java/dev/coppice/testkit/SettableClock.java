package dev.coppice.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that moves only when a test moves it. Safe for any thread; views of other zones move with it. */
public final class SettableClock extends Clock {
    private final Face face;
    private final ZoneId zone;

    /** The time that a clock and its views of other zones share. */
    private static final class Face {
        private Instant now;

        Face(Instant now) {
            this.now = now;
        }

        synchronized Instant get() {
            return now;
        }

        synchronized void set(Instant instant) {
            now = instant;
        }

        synchronized void advance(Duration step) {
            now = now.plus(step);
        }
    }

    private SettableClock(Face face, ZoneId zone) {
        this.face = face;
        this.zone = zone;
    }

    /** A clock that stands at {@code start}, in UTC. */
    public static SettableClock at(Instant start) {
        return new SettableClock(new Face(start), ZoneOffset.UTC);
    }

    /** A clock that stands at an instant in ISO form, such as {@code 2026-03-01T12:00:00Z}. */
    public static SettableClock at(String start) {
        return at(Instant.parse(start));
    }

    /** Moves the clock by {@code step}; a negative step moves it back. */
    public void advance(Duration step) {
        face.advance(step);
    }

    /** Moves the clock to {@code instant}, forwards or back. */
    public void set(Instant instant) {
        face.set(instant);
    }

    @Override
    public Instant instant() {
        return face.get();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public SettableClock withZone(ZoneId other) {
        return new SettableClock(face, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SettableClock clock && clock.face == face && clock.zone.equals(zone);
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(face) * 31 + zone.hashCode();
    }

    @Override
    public String toString() {
        return "SettableClock[" + face.get() + ", " + zone + "]";
    }
}
