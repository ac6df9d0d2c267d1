package dev.coppice.server;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** All that is logged while it is open, with what goes along with each line. */
final class Eavesdropper extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<String> lines = new ArrayList<>();

    static Eavesdropper open() {
        var listening = new Eavesdropper();
        listening.setContext(listening.root.getLoggerContext());
        listening.start();
        listening.root.addAppender(listening);
        return listening;
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    protected synchronized void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage() + " " + event.getKeyValuePairs() + " " + event.getMDCPropertyMap() + " "
                + told(event.getThrowableProxy()));
    }

    /** With its causes, as a file has them. */
    private static String told(@Nullable IThrowableProxy thrown) {
        return thrown == null ? "" : ThrowableProxyUtil.asString(thrown);
    }

    @Override
    public void close() {
        root.detachAppender(this);
        stop();
    }
}
