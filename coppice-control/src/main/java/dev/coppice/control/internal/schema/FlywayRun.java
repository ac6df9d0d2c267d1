package dev.coppice.control.internal.schema;

import dev.coppice.control.SchemaScript;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** The one class that knows Flyway. It is handed its scripts: no class path is searched. */
public final class FlywayRun {
    // language=SQL
    private static final String CREATE = """
            DO $$
            BEGIN
                IF to_regnamespace('coppice') IS NULL THEN
                    CREATE SCHEMA coppice;
                END IF;
            EXCEPTION
                WHEN duplicate_schema OR unique_violation THEN NULL;
            END
            $$
            """;

    private FlywayRun() {}

    /** Runs what is missing. */
    public static void migrate(DataSource database, InstalledSchema installed, List<SchemaScript> scripts) {
        // Scripts run by another tool left a version and no history: Flyway then begins where they ended.
        var adopts = installed.version() > 0 && !installed.recorded();
        create(database, installed);
        try {
            Flyway.configure()
                    .dataSource(database)
                    .schemas("coppice")
                    .defaultSchema("coppice")
                    .table("schema_history")
                    .locations("classpath:dev/coppice/control")
                    .resourceProvider(new Given(scripts))
                    .javaMigrationClassProvider(List::of)
                    .baselineOnMigrate(adopts)
                    .baselineVersion(String.valueOf(installed.version()))
                    .cleanDisabled(true)
                    .load()
                    .migrate();
        } catch (FlywayException failure) {
            throw fault(failure, installed).exception(failure);
        }
    }

    // Flyway would try ten times over, a second apart, what a role may not do or another process has done.
    private static void create(DataSource database, InstalledSchema installed) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute(CREATE);
        } catch (SQLException failure) {
            throw fault(failure, installed).exception(failure);
        }
    }

    private static Fault fault(Exception failure, InstalledSchema installed) {
        if (refused(failure, "25006")) {
            return readOnly();
        }
        return refused(failure, "42501") && installed.version() == 0 ? notPermitted() : failed();
    }

    private static boolean refused(Throwable failure, String state) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SQLException told && state.equals(told.getSQLState()));
    }

    private static Fault readOnly() {
        return Fault.of("schema.read-only", Kind.REFUSED)
                .refused("The schema coppice was not brought up to date.")
                .found("The server takes no writes: it is a replica, or default_transaction_read_only is on.")
                .changed("Nothing was changed.")
                .next("Name the server that takes writes, or have it take them again.");
    }

    // The first script is one transaction, and nothing was there before it.
    private static Fault notPermitted() {
        return Fault.of("schema.not-permitted", Kind.REFUSED)
                .refused("The schema coppice was not created.")
                .found(
                        "This role may not create it: it lacks CREATE on the database, or on an empty schema of that name.")
                .changed("Nothing was changed.")
                .next(
                        "Have it created by a role that may, with the output of \"coppice schema print\", or grant the right.");
    }

    private static Fault failed() {
        return Fault.of("schema.migration-failed", Kind.FAILED)
                .refused("The schema coppice could not be brought up to date.")
                .found("A script failed; the log has the cause.")
                .changed("Scripts before the failed one are in force; the failed one left nothing.")
                .next("Mend the cause and run \"coppice schema migrate\" again.")
                .leaving(Effect.COMMITTED, Retry.AFTER_FIX);
    }

    private record Given(List<SchemaScript> scripts) implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return resources().stream()
                    .filter(resource -> resource.getFilename().equals(name))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return resources().stream()
                    .filter(resource -> resource.getFilename().startsWith(prefix))
                    .toList();
        }

        private List<LoadableResource> resources() {
            return scripts.stream()
                    .map(script -> (LoadableResource) new ScriptResource(script))
                    .toList();
        }
    }
}
