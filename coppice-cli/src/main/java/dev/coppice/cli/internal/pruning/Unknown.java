package dev.coppice.cli.internal.pruning;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;

/** What is said when something that was named is not there. */
public final class Unknown {
    private Unknown() {}

    /** No campaign has this number. */
    public static CoppiceException campaign(long id) {
        return Fault.of("campaign.not-found", Fault.Kind.NOT_FOUND)
                .refused("Campaign " + id + " was not shown.")
                .found("There is no campaign of this number.")
                .changed("Nothing was changed.")
                .next("Run \"coppice campaign list\" for the numbers.")
                .exception();
    }
}
