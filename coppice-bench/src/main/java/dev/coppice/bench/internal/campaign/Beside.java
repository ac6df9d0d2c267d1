package dev.coppice.bench.internal.campaign;

import dev.coppice.bench.internal.BenchFaults;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * What a side has done beside a load, and what that meant to it.
 *
 * @param title what the side is called
 * @param rows how many rows of all tables went
 * @param took how long it took
 * @param others what the transactions of the load took
 */
record Beside(String title, long rows, Duration took, Latencies others) {
    private static final double NANOS = 1e9;

    /** Runs a side once, on a copy of its own. */
    static Beside once(Stage stage, Side side) throws SQLException {
        return stage.inCopy(connections -> {
            var database = connections.source();
            try (var load = Foreground.warm(database)) {
                var begun = System.nanoTime();
                var others = load.beside(() -> side.prune(database));
                var took = Duration.ofNanos(System.nanoTime() - begun);
                requireGone(side, database);
                return new Beside(
                        side.title(), stage.rows() - Remains.in(database).rows(), took, others);
            }
        });
    }

    /** All runs of a side. */
    static Beside sum(List<Beside> runs) {
        return runs.stream()
                .reduce((one, other) -> new Beside(
                        one.title, one.rows + other.rows, one.took.plus(other.took), one.others.and(other.others)))
                .orElseThrow();
    }

    double rowsPerSecond() {
        return rows * NANOS / took.toNanos();
    }

    // Others write meanwhile, so the rows left are not those of another run; but none that is due may be left.
    private static void requireGone(Side side, DataSource database) throws SQLException {
        if (side instanceof Idle) {
            return;
        }
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM coppice_bench.session WHERE " + Sessions.DUE)) {
            row.next();
            if (row.getLong(1) > 0) {
                throw BenchFaults.differ(side.title(), row.getLong(1) + " sessions that were due are left");
            }
        }
    }
}
