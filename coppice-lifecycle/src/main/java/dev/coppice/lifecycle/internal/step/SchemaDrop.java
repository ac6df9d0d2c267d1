package dev.coppice.lifecycle.internal.step;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.internal.schema.Schemas;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.SavedParts.SavedTable;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.lifecycle.spi.StepOutcome.AlreadyDone;
import dev.coppice.lifecycle.spi.StepOutcome.Blocked;
import dev.coppice.lifecycle.spi.StepOutcome.Done;
import dev.coppice.lifecycle.spi.StepOutcome.Failed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The removal of one schema. First all of it is compared with the backup, and that is put down; then tables go in batches that a
 * lock table can hold, each compared once more under lock in the transaction that drops it; the schema goes last. What was put
 * down keeps a schema that is half gone from being taken for one that was changed.
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
        var begun = begin();
        if (begun.isPresent()) {
            return begun.get();
        }
        var dropped = 0L;
        while (Instant.now().isBefore(context.deadline())) {
            var outcome = Fenced.run(kind, context, this::next);
            if (outcome instanceof AlreadyDone && dropped > 0) {
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

    private Optional<StepOutcome> begin() {
        var outcome = Fenced.run(kind, context, connection -> {
            if (!Schemas.exists(connection, schema)) {
                return StepOutcome.ALREADY_DONE;
            }
            return refusal(connection).orElseGet(() -> new Done(0));
        });
        if (!(outcome instanceof Done)) {
            return Optional.of(outcome);
        }
        context.backup().ifPresent(saved -> context.progress(mark(saved)));
        return Optional.empty();
    }

    private Optional<StepOutcome> refusal(Connection connection) throws SQLException {
        var others = Schemas.others(connection, schema);
        if (!others.isEmpty()) {
            return Optional.of(new Blocked(
                    "schema.others-depend",
                    "outside of schema " + schema + ", these would fall with it: " + String.join(", ", others),
                    others));
        }
        var saved = context.backup();
        if (saved.isEmpty()
                || context.progress()
                        .filter(put -> put.replace(" ", "").equals(mark(saved.get())))
                        .isPresent()) {
            return Optional.empty();
        }
        return difference(connection, saved.get()).map(this::outdated);
    }

    private Optional<String> difference(Connection connection, SavedParts saved) throws SQLException {
        var structure = SchemaCopy.difference(connection, saved, schema);
        if (structure.isPresent() || saved.tables().size() <= SchemaCopy.BATCH) {
            return structure; // the one batch compares the rows itself
        }
        return SchemaCopy.differences(connection, saved, schema).stream().findFirst();
    }

    private StepOutcome outdated(String difference) {
        return new Blocked(
                "backup.outdated",
                "schema " + schema + " was changed after the backup: " + difference,
                List.of("a new backup"));
    }

    private static String mark(SavedParts saved) {
        return "{\"compared\":" + saved.backup() + "}";
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
        var refusal = refusal(connection);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var changed = changed(connection, batch);
        if (changed.isPresent()) {
            return outdated(changed.get());
        }
        PinnedSettings.apply(connection);
        if (batch.isEmpty()) {
            execute(connection, "DROP SCHEMA " + SchemaCopy.quoted(schema) + " CASCADE");
            return new Done(1);
        }
        execute(connection, "DROP TABLE " + list(batch, "") + " CASCADE");
        return new Done(batch.size());
    }

    // A table nobody has saved counts as one that was empty, as partitioned tables are.
    private Optional<String> changed(Connection connection, List<TableName> batch) throws SQLException {
        if (context.backup().isEmpty()) {
            return Optional.empty();
        }
        for (var table : batch) {
            var saved = context.backup().get().find(table).orElse(new SavedTable(table, 0, "0:0"));
            var difference = SchemaCopy.difference(connection, saved, table);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
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
