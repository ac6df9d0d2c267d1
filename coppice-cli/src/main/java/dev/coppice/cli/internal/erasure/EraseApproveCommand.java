package dev.coppice.cli.internal.erasure;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.ActOptions;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.server.document.ErasureApprovalDocument;
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

    @Override
    protected int run(Target target) {
        var by = given(act::act);
        var named = given(() -> words.named(more));
        return told(ErasureApprovalDocument.of(
                hash, erasures(target).approve(named.declared(target), named.key(), hash, by)));
    }

    @Override
    protected int run(Remote server) {
        var named = given(() -> words.named(more));
        var call = Call.post("subjects", named.declared(server), "plan", "approvals")
                .with("key", named.key())
                .with("hash", hash)
                .with("reason", given(act::act).reason());
        return told(server.ask(call, ErasureApprovalDocument.class));
    }

    private int told(ErasureApprovalDocument approval) {
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
