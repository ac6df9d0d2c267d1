package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.serving.Greeting;
import dev.coppice.cli.internal.serving.Parts;
import picocli.CommandLine.Command;

/** The server on the user's own database. */
@Command(
        name = "serve",
        description =
                "Start the server on your own database. It creates the schema \"coppice\" there and nothing else.")
final class ServeCommand extends ServingCommand {
    @Override
    Greeting start(Parts parts) {
        return Serve.on(root().target(), root(), port, parts);
    }
}
