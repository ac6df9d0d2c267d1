package dev.coppice.cli.internal.command;

import dev.coppice.archive.query.QueryLimits;
import dev.coppice.control.Durations;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How much reading an archive with SQL may take. */
final class QueryOptions {

    @Option(
            names = "--memory",
            paramLabel = "MIB",
            defaultValue = "1024",
            description = "How much memory the archive and the query may take; 64 or more, default 1024.")
    int memory;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long one statement may run, loading apart; default 30s.")
    String time = "";

    QueryLimits limits(int rows) {
        return new QueryLimits(time(), memory, rows);
    }

    private Duration time() {
        return Durations.parse(time);
    }
}
