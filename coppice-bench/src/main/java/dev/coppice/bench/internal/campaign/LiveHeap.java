package dev.coppice.bench.internal.campaign;

import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignProgress;
import java.lang.management.ManagementFactory;

/** The most heap that is alive between two chunks of a campaign, seen a few times after a collection. For one run. */
final class LiveHeap implements CampaignListener {
    private static final int LOOKS = 10;

    private final long rootsBetween;
    private long nextAt;
    private long mostBytes;

    /** Looks at the heap of a campaign that removes about so many roots. */
    LiveHeap(long roots) {
        rootsBetween = Math.max(1, roots / LOOKS);
    }

    @Override
    public void progressed(CampaignProgress progress) {
        if (progress.campaign().counts().roots() >= nextAt) {
            nextAt += rootsBetween;
            System.gc();
            mostBytes = Math.max(
                    mostBytes,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
    }

    long mostBytes() {
        return mostBytes;
    }
}
