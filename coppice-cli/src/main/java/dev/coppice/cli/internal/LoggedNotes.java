package dev.coppice.cli.internal;

import java.io.Writer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a command says beside its answer, as lines of the log, so that nothing else stands between those. */
public final class LoggedNotes extends Writer {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.cli");

    private final StringBuilder line = new StringBuilder();

    @Override
    public void write(char[] text, int from, int length) {
        synchronized (lock) {
            for (var at = from; at < from + length; at++) {
                if (text[at] == '\n') {
                    LOG.info("{}", line);
                    line.setLength(0);
                } else if (text[at] != '\r') {
                    line.append(text[at]);
                }
            }
        }
    }

    @Override
    public void flush() {
        // A line is told when it ends.
    }

    @Override
    public void close() {
        // There is nothing to be closed.
    }
}
