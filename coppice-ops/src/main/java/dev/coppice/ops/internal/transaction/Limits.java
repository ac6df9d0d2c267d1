package dev.coppice.ops.internal.transaction;

import java.time.Duration;

/** How long a statement may run and wait for a lock; set for one transaction, never for the connection. */
public record Limits(Duration statement, Duration lock) {
    /** What holds unless told otherwise. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(30), Duration.ofSeconds(5));

    /** Checks that both are positive. */
    public Limits {
        requirePositive("statementTimeout", statement);
        requirePositive("lockTimeout", lock);
    }

    String settings() {
        return "SET LOCAL statement_timeout = " + statement.toMillis() + "; SET LOCAL lock_timeout = "
                + lock.toMillis();
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(name + " must be 1 ms or more, was: " + duration);
        }
    }
}
