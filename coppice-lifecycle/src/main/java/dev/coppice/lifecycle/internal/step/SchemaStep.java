package dev.coppice.lifecycle.internal.step;

import static dev.coppice.lifecycle.internal.schema.Schemas.describe;
import static dev.coppice.lifecycle.internal.schema.Schemas.exists;
import static dev.coppice.lifecycle.internal.schema.Schemas.trustOwnerOf;
import static java.util.stream.Collectors.toSet;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.RowsStepConfig.RowsOf;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.internal.sql.OwnName;
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
import java.util.Set;
import java.util.stream.Stream;

/** A schema of the resource's own, with everything in it. Safe for any thread. */
public final class SchemaStep implements Backed, Rehearsed, Placed {
    private static final String LOOK = """
            SELECT count(*), coalesce(sum(pg_catalog.pg_total_relation_size(c.oid)), 0)::bigint
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'm', 'v', 'S', 'f')
            """;

    private final KindConfig kind;
    private final OwnName name;

    /**
     * The schema that a template names.
     *
     * @throws IllegalArgumentException with the end of a sentence, when the template is no name
     */
    public SchemaStep(KindConfig kind, String template) {
        this.kind = kind;
        this.name = new OwnName(template, kind.key(), others(kind));
        name.problem().ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }

    /** Schemas that all resources share. */
    private static Set<String> others(KindConfig kind) {
        var tables = Stream.concat(
                Stream.of(kind.table()),
                kind.steps().stream()
                        .flatMap(step -> step.rows().stream())
                        .flatMap(rows -> Stream.concat(
                                rows.tables().stream().map(RowsOf::table),
                                rows.associations().stream()
                                        .flatMap(association -> Stream.of(association.table(), association.of())))));
        return Stream.concat(Stream.of("public", "information_schema", "coppice"), tables.map(TableName::schema))
                .collect(toSet());
    }

    /** The schema itself counts as one, and so does each table, view and sequence in it. */
    @Override
    public Sight look(StepContext context) {
        return Reading.look(() -> Reading.in(context, connection -> seen(connection, name(context))));
    }

    private static Sight seen(Connection connection, String schema) throws SQLException {
        if (!exists(connection, schema)) {
            return Sight.NOTHING;
        }
        try (var statement = connection.prepareStatement(LOOK)) {
            statement.setString(1, schema);
            try (var row = statement.executeQuery()) {
                row.next();
                return new Sight.Counted(row.getLong(1) + 1, row.getLong(2));
            }
        }
    }

    @Override
    public StepOutcome apply(StepContext context) {
        return new SchemaDrop(kind, context, name(context)).run();
    }

    @Override
    public String method() {
        return "DROP SCHEMA, table by table, after comparing each with the backup under lock";
    }

    @Override
    public void save(StepContext context, Connection snapshot, BackupWriter writer) throws SQLException {
        var schema = name(context);
        if (exists(snapshot, schema)) {
            trustOwnerOf(snapshot, kind.table());
            SchemaCopy.save(snapshot, describe(snapshot, schema), writer);
        }
    }

    @Override
    public long restore(StepContext context, Connection transaction, SavedParts saved) throws SQLException {
        trustOwnerOf(transaction, kind.table());
        return SchemaCopy.restore(transaction, saved, name(context));
    }

    /** Rows alone: what a restore makes, it makes by the statements that were saved. */
    @Override
    public void compare(StepContext context, Connection transaction, SavedParts saved) throws SQLException {
        PinnedSettings.apply(transaction);
        var returned = new ReturnedRows(context, transaction, saved);
        for (var table : saved.tables()) {
            var there = new TableName(name(context), table.table().name());
            var rows = "SELECT " + RowTable.columnsOf("t", saved.columns(table.table())) + " FROM ONLY "
                    + SchemaCopy.quoted(there) + " AS t";
            if (!returned.areAsSaved(table, rows)) {
                returned.tell(table.table(), RowCatalogue.alone(transaction, there), rows, Set.of());
            }
        }
    }

    @Override
    public List<String> rehearse(Connection transaction, SavedParts saved, String scratch) throws SQLException {
        trustOwnerOf(transaction, kind.table());
        return SchemaCopy.rehearse(transaction, saved, scratch);
    }

    @Override
    public Map<String, String> places(Connection connection) throws SQLException {
        return name.owned(connection, "SELECT nspname FROM pg_catalog.pg_namespace");
    }

    private String name(StepContext context) {
        return name.of(context.attributes());
    }

    @Override
    public String toString() {
        return "schema " + name;
    }
}
