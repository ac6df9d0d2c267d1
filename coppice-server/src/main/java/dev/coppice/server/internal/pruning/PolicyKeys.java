package dev.coppice.server.internal.pruning;

import dev.coppice.archive.KeyFile;
import dev.coppice.archive.spi.KeySource;
import dev.coppice.prune.ArchiveConfig;
import dev.coppice.prune.Archives;
import dev.coppice.prune.CampaignArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;

/**
 * The keys that policies declare, for the archives of their campaigns. A caller names an archive, and never a file.
 *
 * @param host the policies and subjects
 * @param subjects whether those that subjects declare are among them
 */
record PolicyKeys(PruningHost host, boolean subjects) implements KeySource {
    private static final Pattern ID = Pattern.compile("campaign-(\\d{1,18})-.*");

    @Override
    public Optional<SecretKey> find(String archive) throws IOException {
        var id = ID.matcher(archive);
        if (!id.matches()) {
            return Optional.empty();
        }
        var file = Archives.on(host.source())
                .find(Long.parseLong(id.group(1)))
                .filter(known -> known.id().equals(archive))
                .flatMap(this::file);
        return file.isPresent() ? KeyFile.at(file.get()).find(archive) : Optional.empty();
    }

    private Optional<Path> file(CampaignArchive archive) {
        return host.find(archive.policy())
                .flatMap(policy -> policy.config().archive())
                .flatMap(ArchiveConfig::keyFile)
                .or(() -> subjects ? host.subjects().keyFile(host.source(), archive.campaign()) : Optional.empty());
    }
}
