package dev.coppice.cli.internal.command;

import dev.coppice.archive.KeyFile;
import dev.coppice.archive.spi.KeySource;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.Archives;
import dev.coppice.prune.OpenArchive;
import dev.coppice.prune.StoredArchives;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which archive is read: that of a campaign, found through the ledger, or one that lies in a store. */
final class ArchiveSource {

    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "The number of the campaign; with --from the id of the archive.")
    String id = "";

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "The store, where the database is gone or another: file:FOLDER or s3://BUCKET/PREFIX.")
    @Nullable
    String from;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The key of an encrypted archive: 64 hexadecimal digits in a file of mode 600.")
    @Nullable
    Path keyFile;

    /** Whether no database is asked for it. */
    boolean stored() {
        return from != null;
    }

    /** Opens it. */
    OpenArchive open(Supplier<DataSource> database) {
        return from == null ? ofCampaign(campaign(), database.get()) : inStore(from);
    }

    long campaign() {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    "ID must be the number of a campaign, or the id of an archive with --from, was: " + id, noNumber);
        }
    }

    private OpenArchive ofCampaign(long campaign, DataSource database) {
        new CoppiceSchema(database).requireCurrent();
        var archives = Archives.on(database);
        return keys().map(archives::keys).orElse(archives).open(campaign);
    }

    private OpenArchive inStore(String address) {
        var archives = StoredArchives.at(address);
        return keys().map(archives::keys).orElse(archives).open(id);
    }

    private Optional<KeySource> keys() {
        return Optional.ofNullable(keyFile).map(KeyFile::at);
    }
}
