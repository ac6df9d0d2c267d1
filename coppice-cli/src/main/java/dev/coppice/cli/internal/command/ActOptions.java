package dev.coppice.cli.internal.command;

import dev.coppice.control.Act;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who acts and why: what the audit trail keeps of every command that changes something. */
public final class ActOptions {

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; kept in the audit trail.")
    String reason = "";

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who; the name of the operating system's user by default.")
    @Nullable
    String actor;

    /** The act, with its reason. */
    public Act act() {
        return Act.of(actor(), reason);
    }

    String actor() {
        return actor == null ? System.getProperty("user.name") : actor;
    }
}
