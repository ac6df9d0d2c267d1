package dev.coppice.cli.internal.erasure;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.ActOptions;
import dev.coppice.cli.internal.connect.Target;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Signs the plan of an erasure. */
@Command(
        name = "approve",
        description = "Approve the erasure whose plan has this hash now, for one execution within 24 hours.")
final class EraseApproveCommand extends ErasureCommand {
    @Parameters(index = "0", paramLabel = "HASH", description = "The hash that \"coppice erase\" shows.")
    String hash = "";

    @Parameters(index = "1..*", paramLabel = "KEY", description = "The further values of a longer key, in its order.")
    List<String> more = List.of();

    @Mixin
    SubjectWords words = new SubjectWords();

    @Mixin
    ActOptions act = new ActOptions();

    /** An approval as scripts see it. */
    record ApprovalDocument(String hash, List<String> approvedBy, int required, boolean complete, Instant lapsesAt) {
        ApprovalDocument {
            approvedBy = List.copyOf(approvedBy);
        }
    }

    @Override
    protected int run(Target target) {
        var by = given(act::act);
        var named = given(() -> words.named(more));
        var signed = erasures(target).approve(named.declared(target), named.key(), hash, by);
        var approval = new ApprovalDocument(
                hash,
                signed.signatures().stream().map(each -> each.act().actor()).toList(),
                signed.requiredApprovers(),
                signed.complete(),
                signed.lapsesAt());
        terminal()
                .answer(
                        approval,
                        "Plan " + hash + " is approved by " + String.join(" and ", approval.approvedBy())
                                + (approval.complete()
                                        ? ", for one erasure before " + approval.lapsesAt() + "."
                                        : "; a second person must approve it before " + approval.lapsesAt() + "."));
        return ExitCode.DONE;
    }
}
