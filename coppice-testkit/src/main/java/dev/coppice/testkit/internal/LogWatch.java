package dev.coppice.testkit.internal;

import dev.coppice.testkit.ExpectedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What is logged during one test, on any thread. Without Logback there is nothing to watch, which it says once. */
final class LogWatch implements AutoCloseable {
    private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private final @Nullable LogbackCapture capture;

    private LogWatch(@Nullable LogbackCapture capture) {
        this.capture = capture;
    }

    static LogWatch begin() {
        return begin(LoggerFactory.getILoggerFactory(), System.err::println, SAID);
    }

    static LogWatch begin(ILoggerFactory factory, Consumer<String> notice, AtomicBoolean said) {
        if (factory.getClass().getName().equals(LOGBACK)) {
            return new LogWatch(LogbackCapture.begin(factory));
        }
        if (said.compareAndSet(false, true)) {
            notice.accept("coppice-testkit: the check of log levels is off, since SLF4J is bound to "
                    + factory.getClass().getName() + " and not to Logback.");
        }
        return new LogWatch(null);
    }

    /** Stops watching and says what was logged but not expected, and what was expected but not logged. */
    List<String> problems(Level allowed, List<ExpectedLog> expected) {
        if (capture == null) {
            return List.of();
        }
        close();
        var events = capture.events();
        var problems = new ArrayList<String>();
        for (var event : events) {
            if (event.level().toInt() > allowed.toInt() && expected.stream().noneMatch(event::meets)) {
                problems.add("logged above " + allowed + ": " + event);
            }
        }
        for (var wanted : expected) {
            if (events.stream().noneMatch(event -> event.meets(wanted))) {
                problems.add("expected but not logged: " + wanted.value() + " \"" + wanted.containing() + "\"");
            }
        }
        return problems;
    }

    @Override
    public void close() {
        if (capture != null) {
            capture.end();
        }
    }
}
