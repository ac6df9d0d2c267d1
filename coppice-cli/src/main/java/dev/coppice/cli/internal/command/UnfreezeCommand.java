package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.control.Freeze;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a freeze. */
@Command(name = "unfreeze", description = "Let deleting go on in this database.")
final class UnfreezeCommand extends DatabaseCommand {
    @Mixin
    ActOptions act = new ActOptions();

    @Override
    protected int run(Target target) {
        var by = given(act::act);
        Transactions.on(target, root().environment()).run(transaction -> {
            Freeze.in(transaction).unfreeze(by);
            return ExitCode.DONE;
        });
        terminal().answer(Map.of("frozen", false), "No longer frozen: chunks may begin.");
        return ExitCode.DONE;
    }
}
