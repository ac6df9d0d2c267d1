package dev.coppice.lifecycle.internal.step;

import static dev.coppice.lifecycle.internal.schema.SchemaCopy.quoted;

import dev.coppice.lifecycle.BackupConfig;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.internal.sql.OwnName;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.lifecycle.spi.StepOutcome.Blocked;
import dev.coppice.lifecycle.spi.StepOutcome.Done;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A database of the resource's own on the same server. It is closed to new sessions, those in it are ended, and it is dropped. It
 * is not backed up: a kind that requires a backup refuses this step when it is checked. Safe for any thread.
 */
public final class DatabaseStep implements Step, Checked, Placed {
    private static final String LOOK = """
            SELECT CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT')
                THEN pg_catalog.pg_database_size(d.oid) ELSE 0 END
            FROM pg_catalog.pg_database AS d WHERE d.datname = ?
            """;

    private static final String SHARED = """
            SELECT d.datname FROM pg_catalog.pg_database AS d
            WHERE d.datistemplate OR d.datname IN ('postgres', pg_catalog.current_database())
            """;

    private static final String IN_THE_WAY = """
            SELECT 'prepared transaction ' || p.gid FROM pg_catalog.pg_prepared_xacts AS p WHERE p.database = ?
            UNION ALL
            SELECT 'replication slot ' || s.slot_name FROM pg_catalog.pg_replication_slots AS s WHERE s.database = ?
            ORDER BY 1
            """;

    private final OwnName name;

    /**
     * The database that a template names.
     *
     * @throws IllegalArgumentException with the end of a sentence, when the template is no name, or the kind requires a backup
     */
    public DatabaseStep(KindConfig kind, String template) {
        name = new OwnName(template, kind.key(), Set.of("postgres", "template0", "template1"));
        name.problem().ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        if (kind.backup().filter(BackupConfig::required).isPresent()) {
            throw new IllegalArgumentException(
                    "must stand in a kind that does not require a backup: what lies in a database of its own is not backed up");
        }
    }

    @Override
    public Sight look(StepContext context) {
        return Reading.look(() -> Reading.in(context, connection -> seen(connection, name(context))));
    }

    private static Sight seen(Connection connection, String database) throws SQLException {
        try (var statement = connection.prepareStatement(LOOK)) {
            statement.setString(1, database);
            try (var row = statement.executeQuery()) {
                return row.next() ? new Sight.Counted(1, row.getLong(1)) : Sight.NOTHING;
            }
        }
    }

    @Override
    public void check(Connection connection) throws SQLException {
        for (var shared : texts(connection, SHARED)) {
            if (name.fits(shared)) {
                throw new StepEnded(new StepOutcome.Failed(
                        "database.not-its-own", "\"" + name + "\" fits database " + shared + ", which is not its own"));
            }
        }
    }

    // A database cannot be dropped in a transaction, so what fences the rest is asked right before.
    @Override
    public StepOutcome apply(StepContext context) throws SQLException {
        var database = name(context);
        try (var connection = context.database().getConnection()) {
            var before = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                return apply(context, connection, database);
            } finally {
                connection.setAutoCommit(before);
            }
        } catch (SQLException failure) {
            return outcome(database, failure);
        }
    }

    private static StepOutcome apply(StepContext context, Connection connection, String database) throws SQLException {
        if (seen(connection, database).equals(Sight.NOTHING)) {
            return StepOutcome.ALREADY_DONE;
        }
        if (texts(connection, SHARED).contains(database)) {
            return new StepOutcome.Failed(
                    "database.not-its-own",
                    "database " + database + " is a template, or the one worked from; it is left");
        }
        return drop(context, connection, database);
    }

    private static StepOutcome drop(StepContext context, Connection connection, String database) throws SQLException {
        context.require();
        execute(connection, "ALTER DATABASE " + quoted(database) + " ALLOW_CONNECTIONS false");
        var inTheWay = texts(connection, IN_THE_WAY, database, database);
        if (!inTheWay.isEmpty()) {
            return new Blocked(
                    "database.in-use",
                    "database " + database + " is closed to new sessions, and these hold it: "
                            + String.join(", ", inTheWay),
                    inTheWay);
        }
        context.require();
        execute(connection, "DROP DATABASE " + quoted(database) + " WITH (FORCE)");
        return new Done(1);
    }

    private static StepOutcome outcome(String database, SQLException failure) throws SQLException {
        return switch (String.valueOf(failure.getSQLState())) {
            case "3D000" -> StepOutcome.ALREADY_DONE;
            case "55006" ->
                new Blocked(
                        "database.in-use", "a session in database " + database + " does not end", List.of("a session"));
            case "42501" ->
                new StepOutcome.Failed(
                        "database.not-permitted",
                        "this role may not drop database " + database + " or end its sessions");
            default -> throw failure;
        };
    }

    @Override
    public String method() {
        return "DROP DATABASE after ending its sessions";
    }

    @Override
    public Map<String, String> places(Connection connection) throws SQLException {
        return name.owned(connection, "SELECT datname FROM pg_catalog.pg_database");
    }

    private String name(StepContext context) {
        return name.of(context.attributes());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> texts(Connection connection, String sql, String... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (var rows = statement.executeQuery()) {
                var texts = new ArrayList<String>();
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
                return texts;
            }
        }
    }

    @Override
    public String toString() {
        return "database " + name;
    }
}
