package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.server.DeprovisionDocument;

/**
 * How a command about a teardown ends: what has come of it, what to do next, and the exit code.
 *
 * @param lifecycle where it is
 * @param root the command
 */
record TeardownEnding(Lifecycle lifecycle, CoppiceCommand root) {
    /** Tells what has become of an operation. */
    int told(Operation operation) {
        var document = DeprovisionDocument.of(lifecycle, operation);
        root.terminal().answer(document, new TeardownText(root.look()).of(document) + next(operation));
        return exitCode(document);
    }

    private String next(Operation operation) {
        if (operation.state().ended()) {
            return lifecycle.certificates().ofOperation(operation.id()).isEmpty()
                    ? ""
                    : "\n\nWhat proves it:  " + root.again("certificate", "show", Long.toString(operation.id()));
        }
        var id = Long.toString(operation.id());
        return "\n\nWhy it has not ended:  " + root.again("operation", "explain", id)
                + "\nTo go on with it here:  "
                + root.again(
                        "deprovision",
                        operation.resource().kind(),
                        operation.resource().id(),
                        "--execute")
                + "\nA server that runs goes on with it by itself.";
    }

    /** The exit code that tells of a teardown: what was begun and has destroyed nothing is as if it were refused. */
    static int exitCode(DeprovisionDocument document) {
        return switch (document.status()) {
            case "planned", "success", "already_deprovisioned" -> ExitCode.DONE;
            case "partial" -> ExitCode.PARTIAL;
            case "running" -> document.destroyed() ? ExitCode.PARTIAL : ExitCode.REFUSED;
            default -> ExitCode.REFUSED;
        };
    }
}
