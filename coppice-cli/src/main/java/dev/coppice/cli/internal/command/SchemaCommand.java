package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.fleet.Answers;
import dev.coppice.cli.internal.fleet.MergedList;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.SchemaDocument;
import java.util.Comparator;
import java.util.List;
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

    private static String text(SchemaDocument status) {
        return switch (status.state()) {
            case "absent" ->
                "absent: this database has no schema coppice (this program brings version " + status.known() + ")";
            case "current" -> "current: version " + status.found();
            default ->
                status.state() + ": version " + status.found() + ", this program works with version " + status.known();
        };
    }

    @Command(name = "status", description = "Say which version of the schema is there.")
    static final class Status extends DatabaseCommand {
        @Override
        protected int run(Target target) {
            return told(status(target));
        }

        @Override
        protected int run(List<Target> targets) {
            over(targets);
            var answers = Answers.of(targets, target -> new CursorPage<>(List.of(status(target)), null));
            var merged = MergedList.of(answers, Comparator.comparingInt(each -> 0));
            terminal()
                    .answer(terminal().json() ? merged.document() : "", merged.table(List.of("SCHEMA COPPICE"), each ->
                            new Object[] {text(each)}));
            answers.tell(terminal());
            return answers.exitCode();
        }

        private SchemaDocument status(Target target) {
            return SchemaDocument.of(new CoppiceSchema(target.connect(root().environment())).status());
        }

        @Override
        protected int run(Remote server) {
            return told(server.ask(Call.get("schema"), SchemaDocument.class));
        }

        private int told(SchemaDocument status) {
            terminal().answer(status, text(status));
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
            var status = SchemaDocument.of(schema.migrate());
            terminal().answer(status, text(status));
            return ExitCode.DONE;
        }

        @Override
        protected int run(Remote server) {
            throw CoppiceCommand.notOnServer("A server brings the schema up to date when it starts: start one of this "
                    + "version, or name the database with --url.");
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
