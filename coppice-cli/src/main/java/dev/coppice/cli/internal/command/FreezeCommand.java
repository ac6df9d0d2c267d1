package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.control.Freeze;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops everything that destroys, at once. */
@Command(name = "freeze", description = "Stop everything that deletes in this database, from its next chunk on.")
final class FreezeCommand extends DatabaseCommand {
    @Mixin
    ActOptions act = new ActOptions();

    @Override
    protected int run(Target target) {
        var by = given(act::act);
        Transactions.on(target, root().environment()).run(transaction -> {
            Freeze.in(transaction).freeze(by);
            return ExitCode.DONE;
        });
        terminal().answer(Map.of("frozen", true), "Frozen: no chunk begins until \"coppice unfreeze\".");
        return ExitCode.DONE;
    }
}
