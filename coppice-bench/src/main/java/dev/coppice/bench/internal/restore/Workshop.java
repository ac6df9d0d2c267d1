package dev.coppice.bench.internal.restore;

import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.BenchFaults;
import dev.coppice.bench.internal.KeptConnections;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Share;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.BackupConfig;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.KindLimitsConfig;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.RowsStepConfig;
import dev.coppice.lifecycle.RowsStepConfig.RowsOf;
import dev.coppice.lifecycle.StepConfig;
import dev.coppice.lifecycle.TeardownRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** A database with one resource that has many rows; it is torn down with a backup, and restored. */
final class Workshop {
    static final String MAKES =
            "A schema coppice_bench is made in this database, and a database coppice_bench_scene on this server;"
                    + " both are dropped at the end.";

    private static final String SCENE = "coppice_bench_scene";
    private static final ResourceId RESOURCE = new ResourceId("bench", "r1");
    private static final Act ACT = Act.of("coppice bench", "a measurement");

    // language=SQL
    private static final String ROWS = """
            INSERT INTO coppice.resource (kind, id, status) VALUES ('bench', 'r1', 'suspended');
            CREATE SCHEMA coppice_bench;
            CREATE TABLE coppice_bench.item (
                id bigint PRIMARY KEY, owner_id text NOT NULL, note text NOT NULL, at timestamptz NOT NULL
            ) WITH (autovacuum_enabled = off);
            CREATE TABLE coppice_bench.part (
                id bigint PRIMARY KEY, item_id bigint NOT NULL REFERENCES coppice_bench.item, note text NOT NULL
            ) WITH (autovacuum_enabled = off);
            INSERT INTO coppice_bench.item SELECT n, 'r1', 'an item of it', now() FROM generate_series(1, :items) AS n;
            INSERT INTO coppice_bench.part SELECT n, n, 'a part of it' FROM generate_series(1, :items) AS n;
            CREATE INDEX ON coppice_bench.item (owner_id);
            CREATE INDEX ON coppice_bench.part (item_id);
            ANALYZE coppice_bench.item, coppice_bench.part
            """;

    private final Path folder;
    private final int items;

    private Workshop(Path folder, int items) {
        this.folder = folder;
        this.items = items;
    }

    /**
     * How a restore went.
     *
     * @param took how long it took
     * @param comparing how much of it was comparing
     */
    record Run(Duration took, Duration comparing) {}

    /** Restores so many items with a part each. */
    static Run run(Arena arena, int items) throws SQLException {
        arena.admin().execute("CREATE DATABASE " + SCENE);
        try (var connections = KeptConnections.to(arena.target(), SCENE)) {
            var folder = Files.createTempDirectory("coppice-bench-");
            try {
                return new Workshop(folder, items).measured(connections.source());
            } finally {
                clear(folder);
            }
        } catch (IOException failure) {
            throw BenchFaults.unwritable(failure);
        } finally {
            arena.admin().execute("DROP DATABASE " + SCENE + " WITH (FORCE)");
        }
    }

    private Run measured(DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(CoppiceSchema.script());
            statement.execute(ROWS.replace(":items", String.valueOf(items)));
        }
        var backup = tornDown(lifecycle(database));
        var settled = new Settled(database);
        var lifecycle = lifecycle(settled.source());
        var begun = System.nanoTime();
        var restored = lifecycle.backups().restore(backup, ACT);
        var took = Duration.ofNanos(System.nanoTime() - begun);
        var rows = restored.items().values().stream().mapToLong(Long::longValue).sum();
        if (rows != 2L * items) {
            throw BenchFaults.differ("restore", rows + " of " + 2L * items + " rows came back");
        }
        if (settled.comparing().isZero()) {
            throw BenchFaults.differ("restore", "when it compared was not seen");
        }
        return new Run(took, settled.comparing());
    }

    private static long tornDown(Lifecycle lifecycle) {
        try {
            var begun = lifecycle.teardowns().begin(TeardownRequest.of(RESOURCE, ACT));
            var ended = lifecycle.teardowns().advance(begun.id());
            if (ended.state() != OperationState.SUCCEEDED) {
                throw BenchFaults.differ("restore", "the teardown before it ended as " + ended.state());
            }
            return ended.backup().orElseThrow();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", asked);
        }
    }

    private Lifecycle lifecycle(DataSource database) {
        var rows = new RowsStepConfig(
                List.of(new RowsOf(TableName.parse("coppice_bench.item"), Optional.of("owner_id"), Optional.empty())),
                List.of());
        var step = new StepConfig(
                "delete-items",
                Optional.empty(),
                false,
                false,
                Optional.of(rows),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var backup =
                new BackupConfig(true, StoreLocation.parse("file:" + folder), Map.of("default", Duration.ofDays(1)));
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
                Optional.of(backup),
                new KindLimitsConfig(100, Share.parse("100%/30d"), Duration.ofMinutes(5)),
                Optional.of("owner"),
                Optional.empty(),
                0,
                List.of(step));
        return Lifecycle.on(database).kind(RESOURCE.kind(), kind).build();
    }

    private static void clear(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
