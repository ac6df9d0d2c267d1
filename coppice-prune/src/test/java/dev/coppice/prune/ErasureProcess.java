package dev.coppice.prune;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that erases the town's person, in chunks of a few rows. It can be killed. */
public final class ErasureProcess {
    private ErasureProcess() {}

    /** As {@link CampaignProcess}; the first word of an order is the folder of archive and key. */
    public static void main(String[] args) throws IOException {
        CampaignProcess.obey(order -> erased(args, order));
    }

    private static String erased(String[] args, String[] order) {
        var stands = CampaignProcess.standing(order[1], Integer.parseInt(order[2]));
        var source = CampaignProcess.announcing(args[0], args[1], args[2], stands);
        var erasures = Erasures.on(source, Shop.campaigns(source, stands, new Sizes(10, 1, 10)));
        try {
            return "ended "
                    + erasures.execute(Town.archiving(Path.of(order[0])), Town.WHO, Town.OPTIONS, CampaignListener.NONE)
                            .state();
        } catch (CoppiceException refused) {
            return "refused " + refused.code();
        }
    }
}
