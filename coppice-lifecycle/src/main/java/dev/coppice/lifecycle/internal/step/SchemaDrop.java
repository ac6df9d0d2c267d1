package dev.coppice.lifecycle.internal.step;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.internal.schema.SchemaState;
import dev.coppice.lifecycle.internal.schema.Schemas;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.SavedParts.SavedTable;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.lifecycle.spi.StepOutcome.Blocked;
import dev.coppice.lifecycle.spi.StepOutcome.Done;
import dev.coppice.lifecycle.spi.StepOutcome.Failed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The removal of one schema. Tables go in batches that a lock table can hold, each compared with the backup under lock in the
 * transaction that drops it, and the schema goes with the last. Of more than one batch, all is compared before the first, and that
 * is put down: it keeps a schema that is half gone from being taken for one that was changed.
 *
 * <p>A table can be locked; a function or a type cannot, and a cascade takes whatever came to depend on it in the meantime. So each
 * transaction is looked at from outside before it commits: there, what it has dropped still stands beside what came later. Unless
 * it is exactly what was compared, the drop is rolled back.
 */
final class SchemaDrop {
    private final KindConfig kind;
    private final StepContext context;
    private final String schema;

    SchemaDrop(KindConfig kind, StepContext context, String schema) {
        this.kind = kind;
        this.context = context;
        this.schema = schema;
    }

    StepOutcome run() {
        var begun = Fenced.run(kind, context, this::begin);
        if (!(begun instanceof Done whole)) {
            return begun;
        }
        var saved = context.backup();
        if (whole.items() > SchemaCopy.BATCH && saved.isPresent() && !isCompared(saved.get())) {
            var compared = compare(saved.get());
            if (!(compared instanceof Done)) {
                return compared;
            }
            context.progress(mark(saved.get()));
        }
        var dropped = 0L;
        while (Instant.now().isBefore(context.deadline())) {
            var outcome = Fenced.run(kind, context, this::next);
            if (outcome instanceof StepOutcome.AlreadyDone && dropped > 0) {
                return new Done(dropped);
            }
            if (!(outcome instanceof Done done)) {
                return outcome;
            }
            dropped += done.items();
        }
        return new Failed(
                "step.timeout", dropped + " tables are dropped, and there are more; the next attempt goes on");
    }

    /** How many tables there are. */
    private StepOutcome begin(Connection connection) throws SQLException {
        if (!Schemas.exists(connection, schema)) {
            return StepOutcome.ALREADY_DONE;
        }
        requireNoOthers(connection);
        return new Done(Schemas.tables(connection, schema).size());
    }

    // A table is locked as long as a transaction that has read it.
    private StepOutcome compare(SavedParts saved) {
        var tables = saved.tables();
        StepOutcome outcome = Fenced.run(kind, context, connection -> {
            Schemas.trustOwnerOf(connection, kind.table());
            SchemaCopy.difference(connection, saved, schema).ifPresent(this::outdated);
            return new Done(tables.size());
        });
        for (var from = 0; from < tables.size() && outcome instanceof Done; from += SchemaCopy.BATCH) {
            var batch = tables.subList(from, Math.min(from + SchemaCopy.BATCH, tables.size()));
            outcome = Fenced.run(kind, context, connection -> {
                for (var table : batch) {
                    SchemaCopy.difference(connection, table, table.table()).ifPresent(this::outdated);
                }
                return new Done(batch.size());
            });
        }
        return outcome;
    }

    private StepOutcome next(Connection connection) throws SQLException {
        if (!Schemas.exists(connection, schema)) {
            return StepOutcome.ALREADY_DONE;
        }
        var tables = Schemas.tables(connection, schema);
        var batch = tables.subList(0, Math.min(tables.size(), SchemaCopy.BATCH));
        if (!batch.isEmpty()) {
            execute(connection, "LOCK TABLE " + list(batch, "ONLY ") + " IN ACCESS EXCLUSIVE MODE");
        }
        var compared = SchemaState.of(connection, schema);
        requireNoOthers(connection);
        if (context.backup().isPresent()) {
            requireSaved(connection, context.backup().get(), batch);
        }
        PinnedSettings.apply(connection);
        var last = batch.size() == tables.size();
        execute(
                connection,
                (last ? "DROP SCHEMA " + SchemaCopy.quoted(schema) : "DROP TABLE " + list(batch, "")) + " CASCADE");
        Reading.in(context, outside -> unchanged(outside, compared));
        return new Done(last ? batch.size() + 1L : batch.size());
    }

    private boolean unchanged(Connection outside, String compared) throws SQLException {
        if (!SchemaState.of(outside, schema).equals(compared)) {
            throw new StepEnded(new Failed(
                    "step.contended", "schema " + schema + " was changed while it was dropped; the drop was undone"));
        }
        requireNoOthers(outside);
        return true;
    }

    private void requireNoOthers(Connection connection) throws SQLException {
        var others = Schemas.others(connection, schema);
        if (!others.isEmpty()) {
            throw new StepEnded(new Blocked(
                    "schema.others-depend",
                    "outside of schema " + schema + ", these would fall with it: " + String.join(", ", others),
                    others));
        }
    }

    // A table nobody has saved counts as one that was empty, as partitioned tables are.
    private void requireSaved(Connection connection, SavedParts saved, List<TableName> batch) throws SQLException {
        Schemas.trustOwnerOf(connection, kind.table());
        var structure = isCompared(saved)
                ? SchemaState.unsaved(connection, saved, schema)
                : SchemaCopy.difference(connection, saved, schema);
        structure.ifPresent(this::outdated);
        for (var table : batch) {
            var known = saved.find(table).orElse(new SavedTable(table, 0, "0:0"));
            SchemaCopy.difference(connection, known, table).ifPresent(this::outdated);
        }
    }

    private void outdated(String difference) {
        throw new StepEnded(new Blocked(
                "backup.outdated",
                "schema " + schema + " was changed after the backup: " + difference,
                List.of("a new backup")));
    }

    private boolean isCompared(SavedParts saved) {
        return context.progress()
                .filter(put -> put.replace(" ", "").equals(mark(saved)))
                .isPresent();
    }

    private static String mark(SavedParts saved) {
        return "{\"compared\":" + saved.backup() + "}";
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    private static String list(List<TableName> tables, String before) {
        return tables.stream().map(table -> before + SchemaCopy.quoted(table)).collect(Collectors.joining(", "));
    }
}
