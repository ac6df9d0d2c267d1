package dev.coppice.ops.internal.transaction;

import java.time.Duration;

/** How long a statement may run and wait for a lock; set for one transaction, never for the connection. */
public record Limits(Duration statement, Duration lock) {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    /** What holds unless told otherwise. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(30), Duration.ofSeconds(5));

    /** Checks that PostgreSQL can take both: from a millisecond to 2^31 - 1 of them. */
    public Limits {
        requireSetting("statementTimeout", statement);
        requireSetting("lockTimeout", lock);
    }

    String settings() {
        return "SET LOCAL statement_timeout = " + statement.toMillis() + "; SET LOCAL lock_timeout = "
                + lock.toMillis();
    }

    private static void requireSetting(String name, Duration duration) {
        if (duration.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(name + " must be 1 ms or more, was: " + duration);
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be " + LONGEST + " or less, was: " + duration);
        }
    }
}
