package dev.coppice.lifecycle.internal.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.SqlStepConfig;
import dev.coppice.lifecycle.internal.sql.ResourceSql;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.BackupWriter;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.OptionalLong;

/** A statement of the user's own, with a query that counts what it has left. */
final class SqlStep implements Backed, Checked {
    private static final String LEFT = "left";

    private final KindConfig kind;
    private final SqlStepConfig config;

    SqlStep(KindConfig kind, SqlStepConfig config) {
        this.kind = kind;
        this.config = config;
    }

    @Override
    public Sight look(StepContext context) {
        return Reading.look(() ->
                new Sight.Counted(Reading.in(context, connection -> left(connection, context.attributes())), 0));
    }

    @Override
    public StepOutcome apply(StepContext context) {
        return Fenced.run(kind, context, connection -> {
            var before = left(connection, context.attributes());
            if (before == 0) {
                return StepOutcome.ALREADY_DONE;
            }
            run(connection, config.run(), context.attributes());
            return new StepOutcome.Done(before - left(connection, context.attributes()));
        });
    }

    @Override
    public String method() {
        return "a declared statement, counted before and after";
    }

    // How many there were is all that can be saved of what a statement changes; it tells what its undo has brought
    // back.
    @Override
    public void save(StepContext context, Connection snapshot, BackupWriter writer) throws SQLException, IOException {
        if (config.undo().isEmpty()) {
            writer.remark("what its statement changed does not come back");
        } else {
            var left = Long.toString(left(snapshot, context.attributes()));
            writer.object(LEFT, new ByteArrayInputStream(left.getBytes(UTF_8)));
        }
    }

    @Override
    public long restore(StepContext context, Connection transaction, SavedParts saved)
            throws SQLException, IOException {
        var before = before(saved);
        if (config.undo().isEmpty()
                || (before.isPresent() && left(transaction, context.attributes()) == before.getAsLong())) {
            return 0;
        }
        var changed = run(transaction, config.undo().get(), context.attributes());
        var after = left(transaction, context.attributes());
        if (before.isPresent() && after != before.getAsLong()) {
            context.remark("there were " + before.getAsLong() + ", and after its undo there are " + after);
        }
        return changed;
    }

    private static OptionalLong before(SavedParts saved) throws IOException {
        for (var object : saved.objects()) {
            if (object.name().equals(LEFT)) {
                try (var bytes = saved.open(object)) {
                    return OptionalLong.of(Long.parseLong(new String(bytes.readAllBytes(), UTF_8)));
                }
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public void check(Connection connection) throws SQLException {
        StepCheck.describe(connection, kind, "", config.run());
        StepCheck.describe(connection, kind, "", config.left());
        StepCheck.describe(connection, kind, "", config.undo().orElse("SELECT 1"));
    }

    private long run(Connection connection, String template, Map<String, String> values) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(ResourceSql.in(connection, kind, values).of(template));
            return Math.max(0, statement.getLargeUpdateCount());
        }
    }

    private long left(Connection connection, Map<String, String> values) throws SQLException {
        var query = ResourceSql.in(connection, kind, values).of(config.left());
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            if (!row.next()) {
                throw new SQLException("the query yields no row", "02000");
            }
            var left = row.getLong(1);
            if (row.wasNull()) {
                throw new SQLException("the query yields null", "22004");
            }
            return left;
        }
    }
}
