package dev.coppice.server.internal.console;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.console.Overview.Target;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Reads which database stands behind the numbers, and whether it is frozen or holds bind it. */
final class TargetReader {
    static final Target UNREAD = new Target("–", "–", "not read yet", "", "not read yet");

    // language=SQL
    private static final String SERVER = "SELECT current_database(), current_setting('server_version')";

    // language=SQL
    private static final String BRAKES = """
            SELECT coalesce('by ' || e.frozen_by || ': ' || e.frozen_reason, ''),
                (SELECT count(*)
                 FROM coppice.hold
                 WHERE released_at IS NULL
                   AND (until_at IS NULL OR until_at > now()))
            FROM coppice.hold_epoch AS e""";

    private final DataSource source;
    private final BoundedReader reader;

    TargetReader(DataSource source, BoundedReader reader) {
        this.source = source;
        this.reader = reader;
    }

    Target read() {
        try {
            var server = reader.one(SERVER, row -> new String[] {row.getString(1), row.getString(2)});
            return withBrakes(server[0], server[1]);
        } catch (SQLException failure) {
            return new Target("–", "–", Trouble.sentence(failure), "", "unknown");
        }
    }

    private Target withBrakes(String database, String version) {
        try {
            var schema = words(new CoppiceSchema(source).status());
            return reader.one(BRAKES, row -> target(database, version, schema, row));
        } catch (SQLException | CoppiceException unread) {
            return new Target(database, version, "not current", "", "unknown");
        }
    }

    private static Target target(String database, String version, String schema, ResultSet row) throws SQLException {
        long holds = row.getLong(2);
        return new Target(database, version, schema, row.getString(1), holds == 0 ? "none" : Figures.grouped(holds));
    }

    private static String words(SchemaStatus status) {
        return switch (status) {
            case SchemaStatus.Current current -> "version " + current.known();
            case SchemaStatus.Absent absent -> "missing";
            case SchemaStatus.Behind behind -> "version " + behind.found() + ", behind";
            case SchemaStatus.Ahead ahead -> "version " + ahead.found() + ", ahead";
        };
    }
}
