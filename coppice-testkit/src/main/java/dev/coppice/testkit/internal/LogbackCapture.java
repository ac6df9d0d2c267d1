package dev.coppice.testkit.internal;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.event.Level;

/** Collects what reaches Logback's root logger. The one class that needs Logback, loaded only where it is. */
final class LogbackCapture extends AppenderBase<ILoggingEvent> {
    private final Logger root;
    private final List<LoggedEvent> events = new ArrayList<>();

    private LogbackCapture(LoggerContext context) {
        this.root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        setContext(context);
        setName("coppice-testkit");
    }

    static LogbackCapture begin(ILoggerFactory factory) {
        var capture = new LogbackCapture((LoggerContext) factory);
        capture.start();
        capture.root.addAppender(capture);
        return capture;
    }

    void end() {
        root.detachAppender(this);
        stop();
    }

    synchronized List<LoggedEvent> events() {
        return List.copyOf(events);
    }

    @Override
    protected synchronized void append(ILoggingEvent event) {
        var level = Level.valueOf(event.getLevel().toString());
        events.add(new LoggedEvent(level, event.getLoggerName(), event.getFormattedMessage()));
    }
}
