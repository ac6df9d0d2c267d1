package dev.coppice.cli.internal.command;

import dev.coppice.archive.KeyFile;
import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.prune.Traces;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says where a row is. */
@Command(
        name = "trace",
        description = {
            "Say where a row is: in its table, and then what policies and holds mean for it; or in the archive of which "
                    + "campaign, with the command that brings it back. Writes nothing.",
            "",
            "  coppice trace app.session 4711",
            "  coppice trace app.order_line 4711 3",
            "",
            "Ends with 4 when the row was not found and an archive could not be searched."
        })
final class TraceCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "TABLE", description = "The table with its schema.")
    String table = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "KEY",
            description = "The values of its primary key, in the key's order.")
    List<String> key = List.of();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The key of encrypted archives: 64 hexadecimal digits in a file of mode 600.")
    @Nullable
    Path keyFile;

    @Override
    protected int run(Target target) {
        var name = given(() -> ArchiveRestoreCommand.table(table));
        var traces = Traces.on(target.connect(root().environment()))
                .policies(DeclaredPolicies.of(target).all());
        var trace = (keyFile == null ? traces : traces.keys(KeyFile.at(keyFile))).of(name, key);
        var document = TraceDocument.of(trace, root()::again);
        terminal().answer(document, document.text());
        return document.state().equals("unseen") && !document.unsearched().isEmpty() ? ExitCode.PARTIAL : ExitCode.DONE;
    }
}
