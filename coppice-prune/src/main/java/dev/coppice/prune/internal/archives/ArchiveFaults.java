package dev.coppice.prune.internal.archives;

import dev.coppice.control.TableName;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignArchive;
import java.util.List;

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

    /** Neither a manifest nor the ledger says which columns a table had. */
    static Fault notDescribed(CampaignArchive archive, TableName table) {
        return Fault.of("archive.not-described", Kind.REFUSED)
                .refused("The archive of campaign " + archive.campaign() + " was not opened.")
                .found("No manifest tells which columns " + table + " had, and the ledger of a campaign that was begun"
                        + " before schema version 5 does not.")
                .changed(NOTHING)
                .next("Take the manifest from a backup.");
    }

    /** The frames are encrypted, and nobody gave a key to say with which. */
    static Fault keyNeeded(CampaignArchive archive) {
        return Fault.of("archive.key-missing", Kind.UNAVAILABLE)
                .refused("The manifest of the archive of campaign " + archive.campaign() + " was not made.")
                .found("It is encrypted, and the ledger does not keep with which key.")
                .changed(NOTHING)
                .next("Give its key with --key-file, or a KeySource in code.");
    }

    /** What is refused of a manifest, with the way to write it again. */
    static Fault repairable(CampaignArchive archive, Fault fault) {
        return fault.next("Run \"coppice archive repair " + archive.campaign()
                + "\": the ledger knows all that the manifest says, and it is written again.");
    }

    /** Bytes of frames are not where the ledger says. */
    static Fault framesMissing(CampaignArchive archive, List<String> objects) {
        return notRepaired("archive.frames-missing", archive)
                .found("Not there, or shorter than they were, in " + archive.location() + ": "
                        + String.join(", ", objects) + ".")
                .next("Take them from a backup; what is left can be read once they are there.");
    }

    /** The manifest that is there is younger than the ledger. */
    static Fault ledgerBehind(CampaignArchive archive) {
        return notRepaired("archive.ledger-behind", archive)
                .found("The manifest in " + archive.location() + " tells of frames the ledger does not know.")
                .next("This database is an old copy, or the archive is another's: ask the database that wrote it.");
    }

    private static Fault notRepaired(String code, CampaignArchive archive) {
        return Fault.of(code, Kind.REFUSED)
                .refused("The archive of campaign " + archive.campaign() + " was not repaired.")
                .changed(NOTHING);
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
