package dev.coppice.cli.internal.command;

import dev.coppice.archive.KeyFile;
import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.TableName;
import dev.coppice.prune.Traces;
import dev.coppice.server.document.TraceDocument;
import java.nio.file.Path;
import java.util.ArrayList;
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
        return told(TraceDocument.of(trace, root()::again));
    }

    @Override
    protected int run(Remote server) {
        var name = given(() -> ArchiveRestoreCommand.table(table));
        var found = server.ask(Call.get("trace").with("table", name.spelled()).with("key", key), TraceDocument.class);
        return told(found.restore() == null ? found : found.restoredBy(restore(found, name)));
    }

    /** The command as it is typed here. */
    private String restore(TraceDocument found, TableName name) {
        var seen = found.sightings().stream()
                .filter(sighting ->
                        found.state().equals("live") || sighting.what().equals("deleted"))
                .findFirst()
                .orElseThrow();
        var words = new ArrayList<>(
                List.of("archive", "restore", Long.toString(seen.campaign()), "--table", name.spelled()));
        found.key().forEach(value -> words.addAll(List.of("--key", value)));
        return root().again(words.toArray(String[]::new));
    }

    private int told(TraceDocument document) {
        terminal().answer(document, TraceText.of(document));
        return document.state().equals("unseen") && !document.unsearched().isEmpty() ? ExitCode.PARTIAL : ExitCode.DONE;
    }
}
