package dev.coppice.cli.internal.erasure;

import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Erasures;

/** A command about erasures. */
abstract class ErasureCommand extends DatabaseCommand {
    /** The path of erasures on a server. */
    static final String PATH = "erasures";

    /** The erasures of a target, signed with the key that signs certificates where coppice.yaml names one. */
    final Erasures erasures(Target target) {
        var erasures = Erasures.on(target.connect(root().environment()));
        return ProjectConfig.read(target.config())
                .receiptSigner()
                .map(erasures::signedBy)
                .orElse(erasures);
    }

    static CoppiceException unknown(long id, String what) {
        return Fault.of("erasure.not-found", Fault.Kind.NOT_FOUND)
                .refused("The " + what + " was not found.")
                .found("There is none of number " + id + ".")
                .changed("Nothing was changed.")
                .next("Run \"coppice erase list\" for the numbers.")
                .exception();
    }
}
