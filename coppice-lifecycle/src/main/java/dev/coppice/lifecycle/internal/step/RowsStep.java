package dev.coppice.lifecycle.internal.step;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.RowsStepConfig;
import dev.coppice.lifecycle.RowsStepConfig.RowsOf;
import dev.coppice.lifecycle.StepConfig;
import dev.coppice.lifecycle.internal.sql.ResourceSql;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.BackupWriter;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rows that name the resource, and those that go with them.
 *
 * <p>A row that two steps could take is the one's that is declared first, however their turns come: so it is saved once, and
 * compared by the step that has saved it.
 */
final class RowsStep implements Backed, Checked {
    private final KindConfig kind;
    private final RowsStepConfig own;
    private final RowsStepConfig earlier;
    private final List<TableName> everywhere;

    RowsStep(KindConfig kind, StepConfig declared) {
        this.kind = kind;
        this.own = declared.rows().orElseThrow();
        this.earlier = together(kind.steps().stream()
                .takeWhile(step -> !step.name().equals(declared.name()))
                .flatMap(step -> step.rows().stream())
                .toList());
        this.everywhere = Stream.concat(
                        Stream.of(kind.table()),
                        kind.steps().stream()
                                .flatMap(step -> step.rows().stream())
                                .flatMap(rows -> rows.tables().stream())
                                .map(RowsOf::table))
                .distinct()
                .toList();
    }

    @Override
    public Sight look(StepContext context) {
        try {
            return Reading.look(() -> Reading.in(context, connection -> {
                var found = collect(connection, context.attributes(), false);
                return new Sight.Counted(found.rows().count(), 0);
            }));
        } catch (StepEnded unusable) {
            return new Sight.Unknown("rows.unusable", unusable.outcome().toString());
        }
    }

    @Override
    public StepOutcome apply(StepContext context) {
        return Fenced.run(kind, context, connection -> {
            var found = collect(connection, context.attributes(), true);
            if (found.rows().count() == 0) {
                return StepOutcome.ALREADY_DONE;
            }
            return new StepOutcome.Done(
                    new RowDeletion(connection, found.rows(), context.backup()).run(found.catalogue()));
        });
    }

    @Override
    public String method() {
        return "DELETE of locked rows, compared with the backup in the same transaction";
    }

    @Override
    public void save(StepContext context, Connection snapshot, BackupWriter writer) throws SQLException {
        var found = collect(snapshot, context.attributes(), false);
        for (var table : found.catalogue().tables().values()) {
            if (found.rows().count(table) > 0) {
                writer.rows(snapshot, table.name(), found.rows().rows(table));
            }
        }
    }

    @Override
    public long restore(StepContext context, Connection transaction, SavedParts saved) throws SQLException {
        return RowRestore.run(transaction, saved);
    }

    @Override
    public void check(Connection connection) throws SQLException {
        var catalogue = catalogue(connection, own);
        for (var declared : own.tables()) {
            var table = catalogue.table(declared.table());
            condition(table, declared, ResourceSql.in(connection, kind, Map.of()));
            if (declared.when().isPresent()) {
                StepCheck.describe(
                        connection,
                        kind,
                        "SELECT FROM " + RowTable.quoted(table.name()) + " AS t WHERE ",
                        declared.when().get());
            }
        }
    }

    private record Found(RowCatalogue catalogue, DoomedRows rows) {}

    private Found collect(Connection connection, Map<String, String> values, boolean locking) throws SQLException {
        PinnedSettings.apply(connection);
        var sql = ResourceSql.in(connection, kind, values);
        var claimed = new DoomedRows(connection, "e", false);
        var catalogue = catalogue(connection, own);
        if (!earlier.tables().isEmpty()) {
            var others = catalogue(connection, earlier);
            if (others.tables().keySet().stream().anyMatch(catalogue.tables()::containsKey)) {
                collect(others, earlier, sql, claimed, new DoomedRows(connection, "x", false));
            }
        }
        var rows = new DoomedRows(connection, "o", locking);
        collect(catalogue, own, sql, rows, claimed);
        return new Found(catalogue, rows);
    }

    private static void collect(
            RowCatalogue catalogue, RowsStepConfig config, ResourceSql sql, DoomedRows rows, DoomedRows claimed)
            throws SQLException {
        for (var declared : config.tables()) {
            var table = catalogue.table(declared.table());
            rows.add(table, condition(table, declared, sql), claimed);
        }
        rows.follow(catalogue.links(), claimed);
    }

    private static String condition(RowTable table, RowsOf declared, ResourceSql sql) throws SQLException {
        if (declared.when().isPresent()) {
            return sql.of(declared.when().get());
        }
        var column = declared.by().orElseThrow();
        var type = table.type(column)
                .orElseThrow(() -> new StepEnded(
                        new StepOutcome.Failed("rows.unusable", table.name() + " has no column " + column)));
        return "t." + RowTable.quoted(column) + " = " + sql.id(type);
    }

    private RowCatalogue catalogue(Connection connection, RowsStepConfig config) throws SQLException {
        return RowCatalogue.read(
                connection, config.tables().stream().map(RowsOf::table).toList(), everywhere, config.associations());
    }

    private static RowsStepConfig together(List<RowsStepConfig> steps) {
        return new RowsStepConfig(
                steps.stream().flatMap(step -> step.tables().stream()).toList(),
                steps.stream().flatMap(step -> step.associations().stream()).toList());
    }
}
