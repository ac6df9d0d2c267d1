package dev.coppice.cli.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the log to standard error: warnings only, unless the command says otherwise. Set up in code, since XML costs start-up. */
public final class Logging extends ContextAwareBase implements Configurator {
    private static final String APPENDER = "stderr";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setPattern("%date{ISO8601} %-5level %logger{0} %message %kvp{NONE}%n");
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setName(APPENDER);
        console.setTarget("System.err");
        encodeWith(encoder, console);
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        // jOOQ warns below PostgreSQL 18, where all that Coppice uses exists since 15.
        context.getLogger("org.jooq.impl.DefaultExecuteContext.logVersionSupport")
                .setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Shows more of Coppice's own log: INFO, as the servers do, or DEBUG. */
    public static void show(Level level) {
        if (LoggerFactory.getLogger("dev.coppice") instanceof ch.qos.logback.classic.Logger logger) {
            logger.setLevel(level);
        }
    }

    /** Writes the log as JSON from here on, for programs that read it: one object in each line, and every request. */
    public static void structured() {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root
                && root.getAppender(APPENDER) instanceof ConsoleAppender<ILoggingEvent> console) {
            console.stop();
            encodeWith(new JsonLines(), console);
            root.getLoggerContext().getLogger("dev.coppice.server.request").setLevel(Level.DEBUG);
        }
    }

    private static void encodeWith(Encoder<ILoggingEvent> encoder, ConsoleAppender<ILoggingEvent> console) {
        encoder.setContext(console.getContext());
        encoder.start();
        console.setEncoder(encoder);
        console.start();
    }
}
