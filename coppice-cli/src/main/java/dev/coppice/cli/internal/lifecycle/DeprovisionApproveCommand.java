package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.ActOptions;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.server.document.TeardownApprovalDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Signs the plan of a teardown. */
@Command(name = "approve", description = "Approve the plan that has this hash now, for one teardown within 24 hours.")
final class DeprovisionApproveCommand extends LifecycleCommand {
    @Mixin
    ResourceWords words = new ResourceWords();

    @Parameters(index = "2", paramLabel = "HASH", description = "The hash that \"coppice deprovision\" shows.")
    String hash = "";

    @Mixin
    PlanOptions plan = new PlanOptions();

    @Mixin
    ActOptions act = new ActOptions();

    @Override
    void check() {
        given(act::act);
        given(words::resource);
    }

    @Override
    int run(Target target, Lifecycle lifecycle) {
        return told(TeardownApprovalDocument.of(lifecycle.teardowns().approve(request(), hash, act.act())));
    }

    @Override
    int ask(Remote server) {
        return told(new TeardownThere(root(), server, request()).approved(hash));
    }

    private TeardownRequest request() {
        return plan.asked(TeardownRequest.of(words.resource(), act.act()));
    }

    private int told(TeardownApprovalDocument approval) {
        terminal().answer(approval, text(approval));
        return ExitCode.DONE;
    }

    private static String text(TeardownApprovalDocument approval) {
        var signed = "Plan " + approval.hash() + " is approved by " + String.join(" and ", approval.approvedBy());
        return approval.complete()
                ? signed + ", for one teardown before " + approval.lapsesAt() + "."
                : signed + "; a second person must approve it before " + approval.lapsesAt() + ".";
    }
}
