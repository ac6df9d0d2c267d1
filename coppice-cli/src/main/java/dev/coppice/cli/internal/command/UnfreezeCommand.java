package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.control.Freeze;
import dev.coppice.server.document.FreezeDocument;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a freeze. */
@Command(name = "unfreeze", description = "Let deleting go on in this database.")
final class UnfreezeCommand extends DatabaseCommand {
    @Mixin
    ActOptions act = new ActOptions();

    @Mixin
    EveryTarget every = new EveryTarget();

    @Override
    protected boolean everyTarget() {
        return every.wanted;
    }

    @Override
    protected int run(List<Target> targets) {
        if (!every.wanted) {
            return on(EveryTarget.one(targets));
        }
        var by = given(act::act);
        over(targets);
        return FrozenEverywhere.of(false, targets, by, root().environment()).told(terminal());
    }

    @Override
    protected int run(Target target) {
        var by = given(act::act);
        var state = Transactions.on(target, root().environment()).run(transaction -> {
            var freeze = Freeze.in(transaction);
            freeze.unfreeze(by);
            return freeze.state();
        });
        return told(FreezeDocument.of(state));
    }

    @Override
    protected boolean taken(String option) {
        return option.equals(EveryTarget.OPTION);
    }

    @Override
    protected int run(Remote server) {
        if (every.wanted) {
            every.requireNoTarget(root());
            return FrozenThere.of(false, server, given(act::act).reason()).told(terminal());
        }
        var call = Call.delete("freeze").with("reason", given(act::act).reason());
        return told(server.ask(call, FreezeDocument.class));
    }

    private int told(FreezeDocument state) {
        terminal().answer(state, "No longer frozen: chunks may begin.");
        return ExitCode.DONE;
    }
}
