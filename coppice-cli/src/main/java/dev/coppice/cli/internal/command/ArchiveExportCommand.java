package dev.coppice.cli.internal.command;

import dev.coppice.archive.query.ArchiveQuery;
import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.prune.OpenArchive;
import dev.coppice.server.document.ArchiveDocument;
import dev.coppice.server.document.ExportDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes an archive as Parquet. */
@Command(
        name = "export",
        description = {
            "Write each table of an archive as a Parquet file, in the clear also when the archive is encrypted.",
            "",
            "  coppice archive export 17 --to ./parquet"
        })
final class ArchiveExportCommand extends ArchiveReadingCommand {

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR",
            description = "The folder; made when it is not there. No file in it is replaced.")
    @Nullable
    Path to;

    @Mixin
    QueryOptions options = new QueryOptions();

    @Override
    int run(OpenArchive archive) {
        var limits = given(() -> options.limits(1));
        return exported(
                archive.id(),
                folder -> ArchiveQuery.over(archive.reader()).limits(limits).exportParquet(folder));
    }

    @Override
    protected int run(Remote server) {
        refuse("--memory", "it exports in its own bounds");
        refuse("--time", "it exports in its own bounds");
        var id = given(source::campaign);
        var call = Call.get("archives", id, "export");
        var archive = server.find(Call.get("archives", id), ArchiveDocument.class)
                .map(ArchiveDocument::archive)
                .orElseGet(() -> refusedBy(server, call));
        return exported(archive, folder -> Unpacked.into(folder, out -> server.download(call, out)));
    }

    /** Why there is none is told by what would send it. */
    private static String refusedBy(Remote server, Call call) {
        server.download(call, OutputStream.nullOutputStream());
        throw new IllegalStateException("a server sends no archive that it does not have");
    }

    /** Writes the files of an archive into a folder. */
    private interface Exporting {
        List<Path> into(Path folder) throws IOException;
    }

    private int exported(String archive, Exporting exporting) {
        var folder = Objects.requireNonNull(to, "picocli requires it");
        try {
            Files.createDirectories(folder);
            answer(archive, exporting.into(folder));
            return ExitCode.DONE;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void answer(String archive, List<Path> written) throws IOException {
        var files = new ArrayList<ExportDocument.File>();
        var table = TextTable.of("FILE", "SIZE");
        for (var file : written) {
            files.add(new ExportDocument.File(file.toString(), Files.size(file)));
            table.row(file, Figures.bytes(Files.size(file)));
        }
        terminal()
                .answer(
                        new ExportDocument(archive, files),
                        files.isEmpty() ? "Archive " + archive + " has no rows to export." : table.toString());
    }
}
