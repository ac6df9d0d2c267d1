package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.ActOptions;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Approval;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.TeardownRequest;
import java.time.Instant;
import java.util.List;
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

    /** An approval as scripts see it. */
    record ApprovalDocument(String hash, List<String> approvedBy, int required, boolean complete, Instant lapsesAt) {
        static ApprovalDocument of(Approval approval) {
            return new ApprovalDocument(
                    approval.planHash(),
                    approval.signatures().stream()
                            .map(signature -> signature.act().actor())
                            .toList(),
                    approval.requiredApprovers(),
                    approval.complete(),
                    approval.lapsesAt());
        }
    }

    @Override
    void check() {
        given(act::act);
        given(words::resource);
    }

    @Override
    int run(Target target, Lifecycle lifecycle) {
        var by = act.act();
        var request = plan.asked(TeardownRequest.of(words.resource(), by));
        var approval = ApprovalDocument.of(lifecycle.teardowns().approve(request, hash, by));
        terminal().answer(approval, text(approval));
        return ExitCode.DONE;
    }

    private static String text(ApprovalDocument approval) {
        var signed = "Plan " + approval.hash() + " is approved by " + String.join(" and ", approval.approvedBy());
        return approval.complete()
                ? signed + ", for one teardown before " + approval.lapsesAt() + "."
                : signed + "; a second person must approve it before " + approval.lapsesAt() + ".";
    }
}
