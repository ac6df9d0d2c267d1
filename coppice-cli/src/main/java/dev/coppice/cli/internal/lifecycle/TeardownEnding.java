package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Follower;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.document.CertificateDocument;
import dev.coppice.server.document.DeprovisionDocument;
import java.util.function.LongPredicate;

/**
 * How a command about a teardown ends: what has come of it, what to do next, and the exit code.
 *
 * @param root the command
 * @param certified whether the operation of a number has a certificate
 */
record TeardownEnding(CoppiceCommand root, LongPredicate certified) {
    /** Of teardowns that are carried on here. */
    static TeardownEnding of(CoppiceCommand root, Lifecycle lifecycle) {
        return new TeardownEnding(
                root, id -> lifecycle.certificates().ofOperation(id).isPresent());
    }

    /** Of teardowns that a server carries on. */
    static TeardownEnding of(CoppiceCommand root, Remote server) {
        return new TeardownEnding(root, id -> certified(server, id));
    }

    /** What has ended has ended, also where its server cannot tell of the certificate any more. */
    private static boolean certified(Remote server, long id) {
        try {
            return server.find(Call.get("operations", id, "certificate"), CertificateDocument.class)
                    .isPresent();
        } catch (CoppiceException failure) {
            if (Follower.passing(failure)) {
                return false;
            }
            throw failure;
        }
    }

    /** Tells what has become of an operation. */
    int told(Lifecycle lifecycle, Operation operation) {
        return told(DeprovisionDocument.of(lifecycle, operation));
    }

    /** Tells what has become of an operation. */
    int told(DeprovisionDocument document) {
        root.terminal().answer(document, new TeardownText(root.look()).of(document) + next(document));
        return exitCode(document);
    }

    private String next(DeprovisionDocument document) {
        long number = document.number();
        var id = Long.toString(number);
        if (document.ended()) {
            return certified.test(number) ? "\n\nWhat proves it:  " + root.again("certificate", "show", id) : "";
        }
        return "\n\nWhy it has not ended:  " + root.again("operation", "explain", id)
                + "\nTo go on with it here:  "
                + root.again("deprovision", document.kind(), document.resource(), "--execute")
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
