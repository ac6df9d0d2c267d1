package dev.coppice.cli.internal.lifecycle;

import dev.coppice.control.Act;
import picocli.CommandLine.Option;

/** Who acts, and why where they care to say. */
final class ActedHere {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit trail.")
    String reason = "asked for at the command line";

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who; the name of the operating system's user by default.")
    String actor = System.getProperty("user.name");

    /** Why, once it is known to be something that can be kept. */
    String reason() {
        return act().reason();
    }

    Act act() {
        return Act.of(actor, reason);
    }
}
