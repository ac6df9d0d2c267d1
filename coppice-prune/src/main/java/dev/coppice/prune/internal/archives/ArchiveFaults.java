package dev.coppice.prune.internal.archives;

import dev.coppice.control.TableName;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignArchive;

/** What is said when an archive is not found. */
public final class ArchiveFaults {
    private static final String NOTHING = "Nothing was changed.";

    private ArchiveFaults() {}

    /** There is no such campaign. */
    public static Fault unknownCampaign(long campaign) {
        return Fault.of("archive.unknown-campaign", Kind.NOT_FOUND)
                .refused("The archive of campaign " + campaign + " was not opened.")
                .found("There is no campaign of this number in this database.")
                .changed(NOTHING)
                .next(
                        "Run \"coppice archive list\" for the numbers; where the database is gone, name the store with --from.");
    }

    /** The campaign kept no archive. */
    public static Fault notKept(Campaign campaign) {
        return Fault.of("archive.not-kept", Kind.NOT_FOUND)
                .refused("The archive of campaign " + campaign.id() + " was not opened.")
                .found("It has none: policy \"" + campaign.policy()
                        + "\" named no archive, and its rows were deleted for good.")
                .changed(NOTHING)
                .next("Add archive: { to: \"file:./archive\" } to the policy for campaigns to come.");
    }

    /** Neither a manifest nor the catalogue says which columns a table had. */
    static Fault notDescribed(CampaignArchive archive, TableName table) {
        return Fault.of("archive.not-described", Kind.FAILED)
                .refused("The archive of campaign " + archive.campaign() + " was not opened.")
                .found("No manifest tells of " + table + " yet, and the table is not in the database any more.")
                .changed(NOTHING)
                .next("Create the table as it was, and try again.");
    }

    /** A store did not say what is in it. */
    public static Fault notListed(String address) {
        return Fault.of("archive.not-listed", Kind.UNAVAILABLE)
                .refused("The archives at " + address + " were not listed.")
                .found("The store cannot be read, or it failed.")
                .changed(NOTHING)
                .next("Look at the store and at the rights of this process, and try again.")
                .leaving(Effect.NONE, Retry.SAFE);
    }
}
