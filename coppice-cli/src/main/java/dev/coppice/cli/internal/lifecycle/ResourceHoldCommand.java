package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.ActOptions;
import dev.coppice.cli.internal.command.HoldTerms;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.document.HoldDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Keeps a resource from being torn down. */
@Command(
        name = "hold",
        description = "Hold a resource: it is not torn down, and its backups stay, until the hold is released.")
final class ResourceHoldCommand extends LifecycleCommand {
    @Mixin
    ResourceWords words = new ResourceWords();

    @Mixin
    HoldTerms terms = new HoldTerms();

    @Mixin
    ActOptions act = new ActOptions();

    @Override
    void check() {
        given(act::act);
        given(words::resource);
    }

    /** It binds under the spelling of its table alone, and on a resource that is there. */
    @Override
    int run(Target target, Lifecycle lifecycle) {
        var resource = lifecycle.resources().spelled(words.resource());
        var wanted = terms.on(HoldTarget.resource(resource.kind(), resource.id()), act.act());
        return told(HoldDocument.of(Transactions.on(target, root().environment())
                .run(transaction -> Holds.in(transaction).place(wanted))));
    }

    @Override
    int ask(Remote server) {
        var id = words.resource();
        var call = terms.addTo(Call.post("resources", id.kind(), id.id(), "holds"), act.act());
        return told(server.ask(call, HoldDocument.class));
    }

    private int told(HoldDocument hold) {
        terminal().answer(hold, HoldTerms.sentence(hold));
        return ExitCode.DONE;
    }
}
