package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.OwnFile;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a backup into a file. */
@Command(name = "download", description = "Write a backup into a zip file, readable with any zstd and CSV tool.")
final class BackupDownload extends LifecycleCommand {
    @Parameters(paramLabel = "BACKUP", description = "Its number.")
    long id;

    @Option(names = "--out", paramLabel = "FILE", description = "The file; it must not exist.")
    @Nullable
    Path out;

    @Mixin
    ActedHere act = new ActedHere();

    /** What was written, as scripts see it. */
    record DownloadDocument(long backup, String file, long bytes) {}

    @Override
    int run(Target target, Lifecycle lifecycle) {
        var by = given(act::act);
        return saved(out -> lifecycle.backups().download(id, out, by));
    }

    @Override
    int ask(Remote server) {
        return saved(out -> server.download(Call.get("backups", id, "download"), out));
    }

    private int saved(Consumer<OutputStream> download) {
        var file = out == null ? Path.of("coppice-backup-" + id + ".zip") : out;
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(file);
        }
        try (var whole = OwnFile.of(file)) {
            download.accept(whole.out());
            whole.keep();
            long bytes = Files.size(file);
            terminal()
                    .answer(
                            new DownloadDocument(id, file.toString(), bytes),
                            "Backup " + id + " is in " + file + ", " + Figures.bytes(bytes) + ".");
            return ExitCode.DONE;
        } catch (FileAlreadyExistsException taken) {
            throw exists(file);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot write " + file, broken);
        }
    }

    private static CoppiceException exists(Path file) {
        return Fault.of("backup.file-exists", Fault.Kind.REFUSED)
                .refused("The backup was not written.")
                .found("There is a file " + file + " already.")
                .changed("Nothing was changed.")
                .next("Name another with --out.")
                .exception();
    }
}
