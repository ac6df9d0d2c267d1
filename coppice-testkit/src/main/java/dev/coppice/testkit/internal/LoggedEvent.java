package dev.coppice.testkit.internal;

import dev.coppice.testkit.ExpectedLog;
import org.slf4j.event.Level;

/**
 * One line of a log, as far as a check needs it.
 *
 * @param level its level
 * @param logger who wrote it
 * @param message the message with its arguments
 */
record LoggedEvent(Level level, String logger, String message) {

    boolean meets(ExpectedLog expected) {
        return level == expected.value() && message.contains(expected.containing());
    }

    @Override
    public String toString() {
        return level + " " + logger + ": " + message;
    }
}
