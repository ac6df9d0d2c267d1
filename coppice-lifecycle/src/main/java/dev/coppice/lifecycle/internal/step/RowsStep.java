package dev.coppice.lifecycle.internal.step;

import static java.util.stream.Collectors.toSet;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.RowsStepConfig;
import dev.coppice.lifecycle.RowsStepConfig.RowsOf;
import dev.coppice.lifecycle.StepConfig;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.internal.sql.ResourceSql;
import dev.coppice.lifecycle.internal.sql.RowDigest;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.BackupWriter;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.SavedParts.SavedTable;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
            new NeighboursRows(connection, conditions(connection, context.attributes()))
                    .requireNone(found.catalogue(), found.rows());
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
        new ForgetfulRows(snapshot, found.catalogue(), found.rows()).remarks().forEach(writer::remark);
    }

    @Override
    public long restore(StepContext context, Connection transaction, SavedParts saved) throws SQLException {
        var found = collect(transaction, context.attributes(), false);
        var missing = new HashSet<TableName>();
        for (var table : saved.tables()) {
            var there = found.digest(transaction, table.table(), saved.columns(table.table()));
            if (there.isEmpty()) {
                missing.add(table.table());
            } else if (!there.get().equals(table)) {
                throw Conflict.found(
                        saved, "In " + table.table() + " are rows of the resource that are not those saved");
            }
        }
        return RowRestore.run(transaction, saved, missing);
    }

    @Override
    public void compare(StepContext context, Connection transaction, SavedParts saved) throws SQLException {
        var found = collect(transaction, context.attributes(), false);
        var returned = new ReturnedRows(context, transaction, saved);
        for (var table : saved.tables()) {
            var filled = found.filled(table.table()).orElseThrow(() -> Conflict.changed(saved, table.table()));
            var columns = saved.columns(table.table());
            var rows = found.rows().rows(filled, columns);
            if (!returned.areAsSaved(table, rows)) {
                returned.tell(table.table(), filled, rows, found.naming(filled, own));
            }
            SequencesBehind.of(transaction, filled, columns, rows).forEach(context::remark);
        }
        for (var table : found.catalogue().tables().values()) {
            if (found.rows().count(table) > 0 && saved.find(table.name()).isEmpty()) {
                context.changed(table.name(), found.rows().count(table), List.of());
            }
        }
    }

    @Override
    public void check(Connection connection) throws SQLException {
        PinnedSettings.apply(connection);
        var catalogue = catalogue(connection, own);
        for (var declared : own.tables()) {
            var table = catalogue.table(declared.table());
            conditions(connection, Map.of()).of(table, declared);
            if (declared.when().isPresent()) {
                StepCheck.describe(
                        connection,
                        kind,
                        "SELECT FROM " + SchemaCopy.quoted(table.name()) + " AS t WHERE ",
                        declared.when().get());
            }
        }
    }

    private record Found(RowCatalogue catalogue, DoomedRows rows) {
        /** Those of a table, as far as they were saved; empty where there are none. */
        Optional<SavedTable> digest(Connection connection, TableName name, List<String> columns) throws SQLException {
            var table = filled(name);
            return table.isEmpty()
                    ? Optional.empty()
                    : Optional.of(RowDigest.read(connection, name, rows.rows(table.get(), columns)));
        }

        /** The columns by which rows name the resource, or others, as far as the database may not know it. */
        private Set<String> naming(RowTable table, RowsStepConfig config) {
            var declared = config.tables().stream()
                    .filter(own -> own.table().equals(table.name()))
                    .flatMap(own -> own.by().stream());
            var linked = catalogue.links().stream()
                    .filter(link -> link.childTable() == table.oid())
                    .flatMap(RowLink::referringColumns);
            return Stream.concat(declared, linked).collect(toSet());
        }

        private Optional<RowTable> filled(TableName name) {
            return catalogue.tables().values().stream()
                    .filter(known -> known.name().equals(name) && rows.count(known) > 0)
                    .findFirst();
        }
    }

    private Found collect(Connection connection, Map<String, String> values, boolean locking) throws SQLException {
        PinnedSettings.apply(connection);
        var conditions = conditions(connection, values);
        var claimed = new DoomedRows(connection, "e", false);
        var catalogue = catalogue(connection, own);
        if (!earlier.tables().isEmpty()) {
            var others = catalogue(connection, earlier);
            if (others.tables().keySet().stream().anyMatch(catalogue.tables()::containsKey)) {
                collect(others, earlier, conditions, claimed, new DoomedRows(connection, "x", false));
            }
        }
        var rows = new DoomedRows(connection, "o", locking);
        collect(catalogue, own, conditions, rows, claimed);
        return new Found(catalogue, rows);
    }

    private static void collect(
            RowCatalogue catalogue, RowsStepConfig config, OwnRows conditions, DoomedRows rows, DoomedRows claimed)
            throws SQLException {
        for (var declared : config.tables()) {
            var table = catalogue.table(declared.table());
            rows.add(table, conditions.of(table, declared), claimed);
        }
        rows.follow(catalogue.links(), claimed);
    }

    private OwnRows conditions(Connection connection, Map<String, String> values) throws SQLException {
        return new OwnRows(kind, ResourceSql.in(connection, kind, values));
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
