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
    private FlywayRun() {}

    /** Runs what is missing. */
    public static void migrate(DataSource database, InstalledSchema installed, List<SchemaScript> scripts) {
        // Scripts run by another tool left a version and no history: Flyway then begins where they ended.
        var adopts = installed.version() > 0 && !installed.recorded();
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
            throw (forbidden(failure) && installed.version() == 0 ? notPermitted() : failed()).exception(failure);
        }
    }

    private static boolean forbidden(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SQLException refused && "42501".equals(refused.getSQLState()));
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
