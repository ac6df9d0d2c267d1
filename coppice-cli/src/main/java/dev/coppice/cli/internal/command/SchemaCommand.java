package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The schema {@code coppice} of the target: what is there, bringing it up to date, and its SQL for other tools. */
@Command(
        name = "schema",
        description = "Look at, create or print the schema \"coppice\".",
        subcommands = {SchemaCommand.Status.class, SchemaCommand.Migrate.class, SchemaCommand.Print.class})
final class SchemaCommand extends CommandGroup {

    /** What a status document holds; {@code found} is 0 where the schema is absent. */
    record StatusDocument(String state, int found, int known) {
        static StatusDocument of(SchemaStatus status) {
            return switch (status) {
                case SchemaStatus.Absent absent -> new StatusDocument("absent", 0, absent.known());
                case SchemaStatus.Behind behind -> new StatusDocument("behind", behind.found(), behind.known());
                case SchemaStatus.Current current -> new StatusDocument("current", current.known(), current.known());
                case SchemaStatus.Ahead ahead -> new StatusDocument("ahead", ahead.found(), ahead.known());
            };
        }

        String text() {
            return switch (state) {
                case "absent" ->
                    "absent: this database has no schema coppice (this program brings version " + known + ")";
                case "current" -> "current: version " + found;
                default -> state + ": version " + found + ", this program works with version " + known;
            };
        }
    }

    @Command(name = "status", description = "Say which version of the schema is there.")
    static final class Status extends DatabaseCommand {
        @Override
        protected int run(Target target) {
            var status = StatusDocument.of(new CoppiceSchema(target.connect(root().environment())).status());
            terminal().answer(status, status.text());
            return ExitCode.DONE;
        }
    }

    @Command(name = "migrate", description = "Create the schema, or bring it up to date.")
    static final class Migrate extends DatabaseCommand {
        @Override
        protected int run(Target target) {
            var schema = new CoppiceSchema(target.connect(root().environment()));
            if (!(schema.status() instanceof SchemaStatus.Current)) {
                terminal().note("Creating or migrating the schema coppice in " + target.url() + ".");
            }
            var status = StatusDocument.of(schema.migrate());
            terminal().answer(status, status.text());
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "print",
            description = "Print the SQL of the schema, for another migration tool. Needs no database.")
    static final class Print implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Option(names = "--roles", description = "Print the roles and their least rights in its place.")
        boolean roles;

        @Override
        public Integer call() {
            var script = roles ? CoppiceSchema.leastPrivilege() : CoppiceSchema.script();
            CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"))
                    .terminal()
                    .answer(Map.of("script", script), script);
            return ExitCode.DONE;
        }
    }
}
