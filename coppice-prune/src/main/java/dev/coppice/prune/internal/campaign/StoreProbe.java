package dev.coppice.prune.internal.campaign;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.prune.Policy;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a document into a policy's archive and removes it, so that a campaign is not created to find out. */
public final class StoreProbe {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");
    private static final String OBJECT = "coppice.probe";

    private StoreProbe() {}

    /** Passes when the archive of a policy can be written, or there is none. */
    public static void requireWritable(Policy policy) {
        policy.config().archive().ifPresent(archive -> {
            try (var store = ArchiveStores.open(archive.to().address())) {
                store.put(OBJECT, new byte[0]);
                remove(store);
            } catch (IOException refused) {
                throw CampaignFaults.storeUnusable(policy.name(), archive.to().address(), refused)
                        .exception(refused);
            }
        });
    }

    // Who may write need not be allowed to remove.
    private static void remove(ArchiveStore store) {
        try {
            store.delete(OBJECT);
        } catch (IOException kept) {
            LOG.debug("{} stays in {}", OBJECT, store.location(), kept);
        }
    }
}
