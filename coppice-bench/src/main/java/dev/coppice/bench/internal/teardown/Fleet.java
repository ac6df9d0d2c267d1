package dev.coppice.bench.internal.teardown;

import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.BenchFaults;
import dev.coppice.bench.internal.KeptConnections;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Share;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.KindLimitsConfig;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.StepConfig;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** A database with resources that are leaving, and the nodes that take them down. */
final class Fleet {
    static final String MAKES =
            "A schema coppice_bench is made in this database, and a database coppice_bench_scene on this server;"
                    + " both are dropped at the end.";

    private static final String SCENE = "coppice_bench_scene";
    private static final String KIND = "bench";
    private static final Act ACT = Act.of("coppice bench", "a measurement");
    private static final int BEGINNERS = 4;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Arena arena;
    private final int size;

    private Fleet(Arena arena, int size) {
        this.arena = arena;
        this.size = size;
    }

    /** Takes so many resources down with so many nodes, and checks that each went once. */
    static Run run(Arena arena, int size, int nodes) throws SQLException {
        arena.admin().execute("CREATE DATABASE " + SCENE);
        try (var connections = KeptConnections.to(arena.target(), SCENE)) {
            return new Fleet(arena, size).measured(connections.source(), nodes);
        } finally {
            arena.admin().execute("DROP DATABASE " + SCENE + " WITH (FORCE)");
        }
    }

    private Run measured(DataSource source, int nodes) throws SQLException {
        fill(source);
        var begun = System.nanoTime();
        inParallel(IntStream.range(0, BEGINNERS)
                .<Callable<Void>>mapToObj(part -> () -> begin(source, part))
                .toList());
        var leaving = System.nanoTime();
        inParallel(IntStream.range(0, nodes)
                .<Callable<Void>>mapToObj(node -> () -> carryOn(node))
                .toList());
        var gone = System.nanoTime();
        requireEachOnce(source);
        var shares = shares(source);
        return new Run(
                (gone - leaving) / NANOS_PER_MILLI,
                (leaving - begun) / NANOS_PER_MILLI,
                shares.getMin() / (double) size,
                shares.getMax() / (double) size);
    }

    private void fill(DataSource source) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(CoppiceSchema.script());
            statement.execute("INSERT INTO coppice.resource (kind, id, status) SELECT '" + KIND
                    + "', 'r' || n, 'suspended' FROM generate_series(1, " + size + ") AS n");
        }
    }

    private Void begin(DataSource source, int part) {
        var teardowns = lifecycle(source, "beginner-" + part).teardowns();
        for (var number = 1 + part; number <= size; number += BEGINNERS) {
            teardowns.begin(
                    TeardownRequest.of(new ResourceId(KIND, "r" + number), ACT).keepingNothing());
        }
        return null;
    }

    /** One node, on connections of its own, until nothing is left to do. */
    private Void carryOn(int node) throws SQLException, InterruptedException {
        try (var connections = KeptConnections.to(arena.target(), SCENE)) {
            var teardowns = lifecycle(connections.source(), "node-" + node).teardowns();
            while (number(connections.source(), "SELECT count(*) FROM coppice.operation WHERE finished_at IS NULL")
                    > 0) {
                teardowns.runOnce();
            }
        }
        return null;
    }

    private void requireEachOnce(DataSource source) throws SQLException {
        var gone = number(source, "SELECT count(*) FROM coppice.operation WHERE state = 'succeeded'");
        if (gone != size) {
            throw BenchFaults.differ("teardown", gone + " of " + size + " were taken down");
        }
        var twice = number(source, "SELECT count(*) FROM coppice.operation_attempt WHERE attempt > 1");
        if (twice > 0) {
            throw BenchFaults.differ("teardown", twice + " steps were tried more than once");
        }
    }

    private static LongSummaryStatistics shares(DataSource source) throws SQLException {
        var shares = new ArrayList<Long>();
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT count(*) FROM coppice.operation_attempt WHERE step = 'nothing'" + " GROUP BY worker")) {
            while (rows.next()) {
                shares.add(rows.getLong(1));
            }
        }
        return shares.stream().mapToLong(Long::longValue).summaryStatistics();
    }

    private static long number(DataSource source, String query) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Lifecycle lifecycle(DataSource source, String worker) {
        var limits = new KindLimitsConfig(100, Share.parse("100%/30d"), Duration.ofMinutes(5));
        var step = new StepConfig(
                "nothing",
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("nothing"));
        var kind = new KindConfig(
                TableName.parse("coppice.resource"),
                "id",
                "status",
                Optional.of("parent_id"),
                Optional.of("tier"),
                Optional.of("protected"),
                Optional.of("fenced_at"),
                Optional.empty(),
                Duration.ofDays(7),
                Optional.empty(),
                limits,
                Optional.of("owner"),
                Optional.empty(),
                0,
                List.of(step));
        return Lifecycle.on(source)
                .kind(KIND, kind)
                .adapter("nothing", new Nothing())
                .worker(worker)
                .build();
    }

    private static void inParallel(List<Callable<Void>> parts) throws SQLException {
        try (var threads = Executors.newFixedThreadPool(parts.size())) {
            for (var part : threads.invokeAll(parts)) {
                part.get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof SQLException known) {
                throw known;
            }
            throw new IllegalStateException("a node failed", failure.getCause());
        }
    }

    /**
     * How it went.
     *
     * @param millis from the last begin to the last end
     * @param beginMillis how long fencing all took
     * @param leastShare the share of the node that did least
     * @param greatestShare the share of the node that did most
     */
    record Run(double millis, double beginMillis, double leastShare, double greatestShare) {}

    private static final class Nothing implements Step {
        @Override
        public Sight look(StepContext context) {
            return Sight.NOTHING;
        }

        @Override
        public StepOutcome apply(StepContext context) {
            return StepOutcome.ALREADY_DONE;
        }

        @Override
        public String method() {
            return "nothing";
        }
    }
}
