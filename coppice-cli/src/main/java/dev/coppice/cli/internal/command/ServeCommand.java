package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.connect.TargetChoice;
import dev.coppice.cli.internal.serving.Greeting;
import dev.coppice.cli.internal.serving.Parts;
import dev.coppice.server.ServerConfig;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The server on the user's own database. */
@Command(
        name = "serve",
        description =
                "Start the server on your own database. It creates the schema \"coppice\" there and nothing else.")
final class ServeCommand extends ServingCommand {
    @Mixin
    ListeningOptions listening = new ListeningOptions();

    @Option(
            names = "--home",
            paramLabel = "NAME",
            description =
                    "One server over every database of the section targets of coppice.yaml; this one of them is its "
                            + "home, with tokens, settings and resources.")
    @Nullable
    String home;

    @Override
    Greeting start(Parts parts) {
        var conflict = listening.conflict();
        if (conflict != null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(), conflict);
        }
        UnaryOperator<ServerConfig> listens = server -> listening.of(server, port);
        return home == null ? alone(listens, parts) : Serve.over(this, home, listens, parts);
    }

    private Greeting alone(UnaryOperator<ServerConfig> listens, Parts parts) {
        var targets = root().targets();
        if (targets.size() > 1) {
            throw TargetChoice.several(targets)
                    .next(
                            "Serve one of them with --target, or all of them with --home and the name of the one that is the "
                                    + "server's home.")
                    .exception();
        }
        return Serve.on(this, listens, parts);
    }
}
