package dev.coppice.prune.internal.campaign;

import dev.coppice.archive.KeyFile;
import dev.coppice.archive.spi.KeySource;
import dev.coppice.prune.ArchiveConfig;
import dev.coppice.prune.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The key that a policy's archives are encrypted with, where it wants them to be. */
public final class ArchiveKey {
    private ArchiveKey() {}

    static Optional<KeySource> of(Policy policy) {
        return file(policy).map(KeyFile::at);
    }

    /** Passes when the key can be read, or none is wanted: rows whose key nobody has are as good as not archived. */
    public static void requireUsable(Policy policy) {
        file(policy).ifPresent(file -> {
            try {
                if (KeyFile.at(file).find(policy.name()).isEmpty()) {
                    throw CampaignFaults.keyMissing(policy.name(), file).exception();
                }
            } catch (IOException refused) {
                throw CampaignFaults.keyUnreadable(policy.name(), file).exception(refused);
            }
        });
    }

    private static Optional<Path> file(Policy policy) {
        return policy.config().archive().flatMap(ArchiveConfig::keyFile);
    }
}
