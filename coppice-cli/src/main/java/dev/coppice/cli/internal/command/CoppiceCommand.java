package dev.coppice.cli.internal.command;

import ch.qos.logback.classic.Level;
import dev.coppice.cli.internal.Logging;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.Version;
import dev.coppice.cli.internal.connect.DeclaredTargets;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ServerAccess;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.TargetChoice;
import dev.coppice.cli.internal.connect.TargetChoice.Named;
import dev.coppice.cli.internal.demo.DemoCommand;
import dev.coppice.cli.internal.erasure.EraseCommand;
import dev.coppice.cli.internal.lifecycle.BackupCommand;
import dev.coppice.cli.internal.lifecycle.CertificateCommand;
import dev.coppice.cli.internal.lifecycle.DeprovisionCommand;
import dev.coppice.cli.internal.lifecycle.OperationCommand;
import dev.coppice.cli.internal.lifecycle.ResourceCommand;
import dev.coppice.cli.internal.lifecycle.ResurrectionCommand;
import dev.coppice.cli.internal.lifecycle.SensorCommand;
import dev.coppice.cli.internal.settings.SettingsCommand;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            DemoCommand.class,
            InitCommand.class,
            DoctorCommand.class,
            TargetCommand.class,
            PolicyCommand.class,
            PlanCommand.class,
            PruneCommand.class,
            CampaignCommand.class,
            ArchiveCommand.class,
            TraceCommand.class,
            EraseCommand.class,
            ResourceCommand.class,
            DeprovisionCommand.class,
            OperationCommand.class,
            BackupCommand.class,
            CertificateCommand.class,
            ResurrectionCommand.class,
            SensorCommand.class,
            HoldCommand.class,
            FreezeCommand.class,
            UnfreezeCommand.class,
            AuditCommand.class,
            TokenCommand.class,
            SettingsCommand.class,
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
            names = "--target",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description =
                    "One of the databases that coppice.yaml declares in its section targets; with --server, one of the "
                            + "server's.")
    @Nullable
    String target;

    @Mixin
    ServerAccess access = new ServerAccess();

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

    /** Says from here on somewhere else what is said beside the answer. */
    void noteWith(Writer notes) {
        Objects.requireNonNull(spec, "picocli sets it").commandLine().setErr(new PrintWriter(notes, true));
    }

    /** How the answer may look where it is read. */
    public Look look() {
        return json ? Look.PLAIN : Look.ofOutput(environment());
    }

    /** A command to type next. */
    static String typed(List<String> words) {
        return System.getProperty("coppice.command", "coppice") + " "
                + words.stream().map(CoppiceCommand::quoted).collect(Collectors.joining(" "));
    }

    /** A command to type next, about the same server, database and configuration as this one. */
    public String again(String... words) {
        var again = new ArrayList<>(List.of(words));
        access.addTo(again);
        if (url != null) {
            again.add("--url");
            again.add(url.matches("(?i).*(//[^/@]*:[^/@]*@|[?&]password=).*") ? "URL" : url);
        }
        if (target != null) {
            again.add("--target");
            again.add(target);
        }
        if (config != null) {
            again.add("--config");
            again.add(config.toString());
        }
        return typed(again);
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    Optional<String> url() {
        return Optional.ofNullable(url);
    }

    /** The configuration file in use, where there is one. */
    public Optional<Path> config() {
        return ProjectConfig.file(Optional.ofNullable(config));
    }

    Target target() {
        var chosen = choice().choose();
        chose(chosen);
        return chosen;
    }

    /** The databases that are meant: one, or all that are declared by name. */
    List<Target> targets() {
        return choice().all();
    }

    /** Every database that is declared by name, as an option asks for. */
    List<Target> everyTarget(String option) {
        return choice().every(option);
    }

    /** Whether {@code --target} was given. */
    boolean namesTarget() {
        return target != null;
    }

    /** Goes on with a database: commands to type next are about it. */
    void chose(Target chosen) {
        target = chosen.name().orElse(null);
    }

    /** The server this command asks; empty where it works on a database. */
    Optional<Remote> server() {
        return choice().server().map(address -> {
            var terminal = terminal();
            terminal.note(address.note() + (target == null ? "" : ", target " + target));
            var server = access.open(address, environment(), note -> {
                terminal.progress("");
                terminal.note(note);
            });
            return target == null ? server : server.on(target);
        });
    }

    /** Whether a server is asked. */
    boolean asksServer() {
        return choice().server().isPresent();
    }

    private TargetChoice choice() {
        var file = config();
        return new TargetChoice(
                new Named(access.named(), url(), Optional.ofNullable(target)),
                file,
                () -> DeclaredTargets.of(file),
                environment());
    }

    /** Refuses {@code --server} where a command works on this machine alone. */
    public void requireHere(String next) {
        if (access.named().isPresent()) {
            throw notOnServer(next);
        }
    }

    /** Why a command does not ask a server, and where it is run in place of that. */
    public static CoppiceException notOnServer(String next) {
        return Fault.of("cli.not-on-server", Fault.Kind.USAGE)
                .refused("The server was not asked.")
                .found("This command works where it is run, and a server was named.")
                .changed("Nothing was done.")
                .next(next)
                .exception();
    }

    /** The environment variables. */
    public Map<String, String> environment() {
        return System.getenv();
    }
}
