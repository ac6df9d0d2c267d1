package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.serving.Greeting;
import dev.coppice.cli.internal.serving.Parts;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The server on the user's own database. */
@Command(
        name = "serve",
        description =
                "Start the server on your own database. It creates the schema \"coppice\" there and nothing else.")
final class ServeCommand extends ServingCommand {
    @Mixin
    ListeningOptions listening = new ListeningOptions();

    @Override
    Greeting start(Parts parts) {
        var conflict = listening.conflict();
        if (conflict != null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(), conflict);
        }
        return Serve.on(this, server -> listening.of(server, port), parts);
    }
}
