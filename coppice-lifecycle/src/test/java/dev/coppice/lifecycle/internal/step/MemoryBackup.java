package dev.coppice.lifecycle.internal.step;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.internal.sql.RowDigest;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.BackupWriter;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.StepContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/** A backup that a test keeps in memory: what one step saved. */
final class MemoryBackup implements BackupWriter, SavedParts {
    private final Map<TableName, byte[]> rows = new LinkedHashMap<>();
    private final Map<TableName, List<String>> columns = new LinkedHashMap<>();
    private final Map<TableName, SavedTable> tables = new LinkedHashMap<>();
    private final Map<SavedObject, byte[]> bytes = new LinkedHashMap<>();
    final List<String> remarks = new ArrayList<>();

    /** What a step saves now. */
    static MemoryBackup of(Backed step, StepContext context) throws Exception {
        var backup = new MemoryBackup();
        try (var connection = context.database().getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            }
            step.save(context, connection, backup);
            connection.rollback();
        }
        return backup;
    }

    /** Puts it back and compares it, in one transaction. */
    long restore(Backed step, StepContext context) throws Exception {
        try (var connection = context.database().getConnection()) {
            connection.setAutoCommit(false);
            try {
                var restored = step.restore(context, connection, this);
                try (var statement = connection.createStatement()) {
                    statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
                }
                step.compare(context, connection, this);
                connection.commit();
                return restored;
            } finally {
                connection.rollback();
            }
        }
    }

    @Override
    public void rows(Connection snapshot, TableName table, String query) throws SQLException {
        PinnedSettings.apply(snapshot);
        tables.put(table, RowDigest.read(snapshot, table, query));
        columns.put(table, columns(snapshot, query));
        var out = new ByteArrayOutputStream();
        try {
            snapshot.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY (" + query + ") TO STDOUT", out);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        rows.put(table, out.toByteArray());
    }

    private static List<String> columns(Connection snapshot, String query) throws SQLException {
        try (var statement = snapshot.prepareStatement(query)) {
            var shape = statement.getMetaData();
            var names = new ArrayList<String>();
            for (var place = 1; place <= shape.getColumnCount(); place++) {
                names.add(shape.getColumnName(place));
            }
            return names;
        }
    }

    @Override
    public void object(String name, InputStream content) throws IOException {
        var read = content.readAllBytes();
        try {
            var sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(read));
            bytes.put(new SavedObject(name, read.length, sha256), read);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void script(Phase phase, String sql) {
        throw new IllegalStateException("no step here has a script");
    }

    @Override
    public void remark(String text) {
        remarks.add(text);
    }

    @Override
    public void renew(Connection snapshot) {
        throw new IllegalStateException("no step here asks for it");
    }

    @Override
    public long backup() {
        return 5;
    }

    @Override
    public List<SavedTable> tables() {
        return List.copyOf(tables.values());
    }

    @Override
    public List<String> columns(TableName saved) {
        return Objects.requireNonNull(columns.get(saved));
    }

    /** Loads the columns that can be set: a copy without those that are generated. */
    @Override
    public long load(Connection transaction, TableName saved, TableName target) throws SQLException {
        var name = SchemaCopy.quoted(target);
        try (var statement = transaction.createStatement()) {
            var staging = "pg_temp.staging_" + rows.keySet().stream().toList().indexOf(saved);
            statement.execute("CREATE TEMPORARY TABLE " + staging.substring(8) + " (LIKE " + SchemaCopy.quoted(saved)
                    + ") ON COMMIT DROP");
            copyIn(transaction, saved, staging);
            var columns = settable(transaction, SchemaCopy.quoted(saved));
            var loaded = statement.executeUpdate("INSERT INTO " + name + " (" + columns
                    + ") OVERRIDING SYSTEM VALUE SELECT " + columns + " FROM " + staging);
            statement.execute("DROP TABLE " + staging);
            return loaded;
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public long loadAsText(Connection transaction, TableName saved, TableName target) throws SQLException {
        try {
            return copyIn(transaction, saved, SchemaCopy.quoted(target));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private long copyIn(Connection transaction, TableName saved, String target) throws SQLException, IOException {
        return transaction
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "COPY " + target + " (" + quoted(columns(saved)) + ") FROM STDIN",
                        new ByteArrayInputStream(Objects.requireNonNull(rows.get(saved))));
    }

    private static String quoted(List<String> columns) {
        return columns.stream().map(SchemaCopy::quoted).collect(Collectors.joining(", "));
    }

    private static String settable(Connection connection, String table) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '"
                                + table + "'::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped")) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public List<SavedObject> objects() {
        return List.copyOf(bytes.keySet());
    }

    @Override
    public InputStream open(SavedObject object) {
        return new ByteArrayInputStream(Objects.requireNonNull(bytes.get(object)));
    }

    @Override
    public List<String> scripts(Phase phase) {
        return List.of();
    }
}
