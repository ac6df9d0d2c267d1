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

/** Stops everything that destroys, at once. */
@Command(name = "freeze", description = "Stop everything that deletes in this database, from its next chunk on.")
final class FreezeCommand extends DatabaseCommand {
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
        return FrozenEverywhere.of(true, targets, by, root().environment()).told(terminal());
    }

    @Override
    protected int run(Target target) {
        var by = given(act::act);
        var state = Transactions.on(target, root().environment()).run(transaction -> {
            var freeze = Freeze.in(transaction);
            freeze.freeze(by);
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
            return FrozenThere.of(true, server, given(act::act).reason()).told(terminal());
        }
        var call = Call.post("freeze").with("reason", given(act::act).reason());
        return told(server.ask(call, FreezeDocument.class));
    }

    private int told(FreezeDocument state) {
        terminal().answer(state, "Frozen: no chunk begins until \"coppice unfreeze\".");
        return ExitCode.DONE;
    }
}
