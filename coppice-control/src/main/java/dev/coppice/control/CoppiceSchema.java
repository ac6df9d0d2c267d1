package dev.coppice.control;

import static java.util.Objects.requireNonNull;

import dev.coppice.control.internal.schema.FlywayRun;
import dev.coppice.control.internal.schema.InstalledSchema;
import dev.coppice.control.internal.schema.Scripts;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The schema {@code coppice} of one database: what is there, what is missing, and how to bring it up to date.
 *
 * <p>Every method takes a connection of its own from the data source and returns it. Safe for any thread. Flyway is loaded
 * by {@link #migrate} alone, and only when something is missing.
 */
public final class CoppiceSchema {
    private static final String CREATE = "CREATE SCHEMA IF NOT EXISTS coppice;\n\n";

    private final DataSource database;

    /** The schema of the database that {@code database} connects to. */
    public CoppiceSchema(DataSource database) {
        this.database = requireNonNull(database, "database");
    }

    /**
     * Says where the schema stands, by one SELECT that needs no right in the schema and leaves no error in the server's log.
     *
     * @throws dev.coppice.ops.CoppiceException {@code database.too-old} below PostgreSQL 15, {@code database.unreachable}
     *     when the SELECT could not be run
     */
    public SchemaStatus status() {
        var installed = InstalledSchema.read(database);
        installed.requireSupportedServer();
        return statusOf(installed);
    }

    /**
     * Passes when the schema is current and otherwise refuses with the way out.
     *
     * @throws dev.coppice.ops.CoppiceException {@code schema.missing}, {@code schema.behind} or {@code schema.ahead}, and
     *     what {@link #status} throws
     */
    public void requireCurrent() {
        switch (status()) {
            case SchemaStatus.Current current -> {}
            case SchemaStatus.Absent absent ->
                throw SchemaFaults.missing(absent).exception();
            case SchemaStatus.Behind behind -> throw SchemaFaults.behind(behind).exception();
            case SchemaStatus.Ahead ahead -> throw SchemaFaults.ahead(ahead).exception();
        }
    }

    /**
     * Creates the schema or brings it up to date; does nothing when it is current. Any number of processes may call it at
     * once: each script runs once, in a transaction of its own, and every caller returns after the last.
     *
     * @throws dev.coppice.ops.CoppiceException {@code schema.ahead}, {@code schema.migration-failed} with the scripts before
     *     the failed one in force, and what {@link #status} throws
     */
    public SchemaStatus migrate() {
        var installed = InstalledSchema.read(database);
        installed.requireSupportedServer();
        var status = statusOf(installed);
        switch (status) {
            case SchemaStatus.Current current -> {
                return current;
            }
            case SchemaStatus.Ahead ahead -> throw SchemaFaults.ahead(ahead).exception();
            case SchemaStatus.Absent absent -> FlywayRun.migrate(database, installed, Scripts.all());
            case SchemaStatus.Behind behind -> FlywayRun.migrate(database, installed, Scripts.all());
        }
        requireCurrent();
        return status();
    }

    /** All scripts, oldest first. The schema itself must exist before the first. */
    public static List<SchemaScript> scripts() {
        return Scripts.all();
    }

    /** Everything as one text, with the creation of the schema, to be run by a tool of the user's choice. */
    public static String script() {
        return scripts().stream().map(SchemaScript::sql).collect(Collectors.joining("\n", CREATE, ""));
    }

    /** The roles viewer, pruner and owner with their rights, to be run by whoever owns the schema. */
    public static String leastPrivilege() {
        return Scripts.read("least-privilege.sql");
    }

    private static SchemaStatus statusOf(InstalledSchema installed) {
        var known = Scripts.newest();
        var found = installed.version();
        if (found == 0) {
            return new SchemaStatus.Absent(known);
        }
        if (found == known) {
            return new SchemaStatus.Current(known);
        }
        return found < known ? new SchemaStatus.Behind(found, known) : new SchemaStatus.Ahead(found, known);
    }
}
