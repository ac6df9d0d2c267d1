package dev.coppice.spring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the statements of ops may take, own and joined transactions alike. A value for any thread.
 *
 * @param statementTimeout how long one statement may run, 1 ms or more
 * @param lockTimeout how long one statement may wait for a lock, 1 ms or more
 */
@ConfigurationProperties(prefix = "coppice.ops", ignoreUnknownFields = false)
public record OpsProperties(
        @DefaultValue("30s") Duration statementTimeout,
        @DefaultValue("5s") Duration lockTimeout) {
    /** Checks that both are 1 ms or more. */
    public OpsProperties {
        requirePositive("coppice.ops.statement-timeout", statementTimeout);
        requirePositive("coppice.ops.lock-timeout", lockTimeout);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(name + " must be 1 ms or more, was: " + duration);
        }
    }
}
