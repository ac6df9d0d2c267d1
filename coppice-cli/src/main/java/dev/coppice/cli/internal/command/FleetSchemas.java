package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.fleet.Answers;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Brings the schemas of several databases up to date; one that is down, or hangs, keeps no server from starting. */
final class FleetSchemas {
    /** One that hangs keeps the server from its work in the others no longer. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private FleetSchemas() {}

    /** Those of all that are there; {@code notes} hears of each that was migrated, and why another could not be. */
    static void migrate(List<Target> targets, Map<String, String> environment, Consumer<String> notes) {
        var answers = Answers.within(LONGEST, targets, target -> migrated(target, environment));
        answers.given().stream()
                .filter(given -> given.value())
                .forEach(given -> notes.accept("target " + given.target().called()
                        + ": created or migrated the schema coppice; nothing else of the database was touched."));
        answers.failed().forEach(failed -> {
            notes.accept("coppice: " + failed.fault().code());
            notes.accept("target " + failed.target().called() + ": "
                    + failed.fault().message()
                    + " The server does its work there once it is reachable and its schema coppice is current:"
                    + " \"coppice schema migrate --target " + failed.target().called() + "\".");
        });
    }

    private static boolean migrated(Target target, Map<String, String> environment) {
        var schema = new CoppiceSchema(target.connect(environment));
        if (schema.status() instanceof SchemaStatus.Current) {
            return false;
        }
        schema.migrate();
        return true;
    }
}
