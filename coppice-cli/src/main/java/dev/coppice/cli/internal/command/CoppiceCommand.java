package dev.coppice.cli.internal.command;

import ch.qos.logback.classic.Level;
import dev.coppice.cli.internal.Logging;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.Version;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.TargetChoice;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root command: the options that every command shares. */
@Command(
        name = "coppice",
        description = "The lifecycle of data in PostgreSQL.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading =
                "%nExit codes: 0 done, 1 failed, 2 usage, 3 refused by a guard, gate or block, 4 finished partially.%n",
        subcommands = {
            UpCommand.class,
            ServeCommand.class,
            PolicyCommand.class,
            HoldCommand.class,
            FreezeCommand.class,
            UnfreezeCommand.class,
            AuditCommand.class,
            TokenCommand.class,
            SchemaCommand.class,
            BenchCommand.class,
            CompletionCommand.class
        })
public final class CoppiceCommand extends CommandGroup {

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "The database: postgresql://USER@HOST:PORT/DATABASE or jdbc:postgresql://…; "
                    + "its password comes from PGPASSWORD or the pgpass file. One in the address is seen by whoever "
                    + "lists this machine's processes.")
    @Nullable
    String url;

    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The configuration; ./coppice.yaml where it exists.")
    @Nullable
    Path config;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Answer with one JSON document.")
    boolean json;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the log of Coppice on standard error.")
    boolean verbose;

    /** The root of the command that {@code spec} belongs to. */
    public static CoppiceCommand of(CommandSpec spec) {
        return (CoppiceCommand) spec.root().userObject();
    }

    /** Where the command speaks. */
    public Terminal terminal() {
        var commandLine = Objects.requireNonNull(spec, "picocli sets it").commandLine();
        if (verbose) {
            Logging.show(Level.DEBUG);
        }
        return new Terminal(commandLine.getOut(), commandLine.getErr(), json);
    }

    Optional<String> url() {
        return Optional.ofNullable(url);
    }

    /** The configuration file in use, where there is one. */
    Optional<Path> config() {
        return ProjectConfig.file(Optional.ofNullable(config));
    }

    Target target() {
        var file = config();
        return new TargetChoice(url(), file, () -> ProjectConfig.read(file).target(), environment()).choose();
    }

    Map<String, String> environment() {
        return System.getenv();
    }
}
