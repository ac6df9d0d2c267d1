package dev.coppice.cli.internal.command;

import dev.coppice.archive.KeyFile;
import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.Archives;
import dev.coppice.server.document.RepairDocument;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a lost manifest again. */
@Command(
        name = "repair",
        description = {
            "Write the manifest of a campaign's archive again, where it is lost, damaged or another one, from what the "
                    + "ledger knows. Frames are only read.",
            "",
            "  coppice archive repair 17"
        })
final class ArchiveRepairCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The number of the campaign.")
    long campaign;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The key of an encrypted archive: 64 hexadecimal digits in a file of mode 600.")
    @Nullable
    Path keyFile;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit trail.")
    String reason = "repaired from the command line";

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who; the name of the operating system's user by default.")
    String actor = System.getProperty("user.name");

    @Override
    protected int run(Target target) {
        var act = given(() -> Act.of(actor, reason));
        var database = target.connect(root().environment());
        new CoppiceSchema(database).requireCurrent();
        var archives = Archives.on(database);
        var repair = (keyFile == null ? archives : archives.keys(KeyFile.at(keyFile))).repair(campaign, act);
        return told(RepairDocument.of(campaign, repair));
    }

    @Override
    protected int run(Remote server) {
        var by = given(() -> Act.of(actor, reason));
        var call = Call.post("archives", campaign, "repair").with("reason", by.reason());
        return told(server.ask(call, RepairDocument.class));
    }

    private int told(RepairDocument document) {
        terminal()
                .answer(
                        document,
                        document.written()
                                ? "The manifest was written again; see with \"coppice archive verify " + campaign
                                        + "\" whether all frames are as they were."
                                : "The manifest is as it was written; nothing was changed.");
        return ExitCode.DONE;
    }
}
