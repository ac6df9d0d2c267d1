package dev.coppice.prune.internal.campaign;

import dev.coppice.archive.spi.StoreException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.ledger.Slot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is said when a campaign cannot be run or changed. */
final class CampaignFaults {
    private static final String NOTHING = "Nothing was changed.";

    private CampaignFaults() {}

    static Fault running(Campaign campaign, Optional<String> owner, boolean alone) {
        return notRun("campaign.running", campaign)
                .found("Campaign " + campaign.id() + " of it is at work"
                        + owner.map(name -> " in process " + name).orElse("") + ".")
                .next("Run \"coppice campaign join " + campaign.id() + "\" to follow it."
                        + (alone ? "" : " With --workers it works on it as well."));
    }

    static Fault crowded(Campaign campaign) {
        return Fault.of("campaign.crowded", Kind.CONFLICT)
                .refused("Campaign " + campaign.id() + " \"" + campaign.policy() + "\" was not joined.")
                .found("All " + Slot.MOST + " places of its workers are taken.")
                .changed(NOTHING)
                .next("Run \"coppice campaign show " + campaign.id() + "\" for who works on it.");
    }

    static Fault paused(Campaign campaign) {
        return notRun("campaign.paused", campaign)
                .found("Its campaign " + campaign.id() + " is paused. " + campaign.reason())
                .next("Run \"coppice campaign resume " + campaign.id() + "\" first, or abort it.");
    }

    static Fault stale(Campaign campaign, List<String> difference) {
        return notRun("plan.stale", campaign)
                .found("Its unfinished campaign " + campaign.id() + " runs plan " + shown(campaign.planHash())
                        + ", and the plan would be another now:\n  " + String.join("\n  ", difference) + "\n")
                .next("Undo the change, or abort campaign " + campaign.id() + " and execute the policy anew.");
    }

    static Fault takenOver(Campaign campaign) {
        return Fault.of("campaign.taken-over", Kind.CONFLICT)
                .refused("Campaign " + campaign.id() + " \"" + campaign.policy() + "\" was left.")
                .found("Another process has taken it over.")
                .changed("What was committed stays; no chunk was lost or done twice.")
                .next("Run \"coppice campaign join " + campaign.id() + "\" to follow it.")
                .leaving(Effect.COMMITTED, Retry.NEVER);
    }

    static Fault unreachable(long id, String found) {
        return Fault.of("campaign.database-lost", Kind.UNAVAILABLE)
                .refused("Campaign " + id + " was left where its last commit put it.")
                .found(found)
                .changed("What was committed stays and is in the ledger.")
                .next("Execute the policy again once the database answers: it goes on from its last commit.")
                .leaving(Effect.COMMITTED, Retry.SAFE);
    }

    static Fault unknown(long id) {
        return Fault.of("campaign.not-found", Kind.NOT_FOUND)
                .refused("Campaign " + id + " was not changed.")
                .found("There is no campaign of this number.")
                .changed(NOTHING)
                .next("Run \"coppice campaign list\" for the numbers.");
    }

    static Fault wrongState(Campaign campaign, String verb) {
        return Fault.of("campaign.wrong-state", Kind.CONFLICT)
                .refused("Campaign " + campaign.id() + " \"" + campaign.policy() + "\" was not " + verb + ".")
                .found("It is " + campaign.state() + ": " + campaign.state().sentence() + ". " + campaign.reason())
                .changed(NOTHING)
                .next("Run \"coppice campaign show " + campaign.id() + "\" for what can be done.");
    }

    static Fault busy(long id) {
        return Fault.of("campaign.busy", Kind.CONFLICT)
                .refused("Campaign " + id + " was not changed.")
                .found("Its chunk did not end within the lock time-out.")
                .changed(NOTHING)
                .next("Try again.")
                .leaving(Effect.NONE, Retry.SAFE);
    }

    static Fault blocked(String policy, List<Finding> findings) {
        var told = findings.stream()
                .filter(finding -> finding.severity() == Severity.BLOCK)
                .map(finding -> finding.check() + " on " + finding.subject() + ": " + finding.message())
                .toList();
        return Fault.of("plan.blocked", Kind.REFUSED)
                .refused("Policy \"" + policy + "\" was not executed.")
                .found("Its plan is blocked:\n  " + String.join("\n  ", told) + "\n")
                .changed(NOTHING)
                .next("Cure what is named, see \"coppice doctor\", or override it aloud with a reason.");
    }

    static Fault executorApproved(String policy, String actor) {
        return Fault.of("approval.executor-signed", Kind.REFUSED)
                .refused("Policy \"" + policy + "\" was not executed.")
                .found("Its plan must be approved by two people, and " + actor + ", who executes it, is one of them.")
                .changed(NOTHING)
                .next("Have somebody execute it who has not approved it.");
    }

    static Fault storeUnusable(String policy, String location, IOException refused) {
        var words = refused instanceof StoreException ? refused.getMessage() : "it failed";
        return Fault.of("campaign.store-unusable", Kind.REFUSED)
                .refused("Policy \"" + policy + "\" was not executed.")
                .found("Nothing can be written to its archive " + location + ". The store says: " + words + ".")
                .changed(NOTHING)
                .next("Give this process the right to write there, or name another store.");
    }

    static Fault keyMissing(String policy, Path file) {
        return Fault.of("campaign.key-missing", Kind.REFUSED)
                .refused("Policy \"" + policy + "\" was not executed.")
                .found("Its archive is to be encrypted, and there is no file " + file.toAbsolutePath() + ".")
                .changed(NOTHING)
                .next(
                        "Put the key there. An unfinished campaign goes on with the one it was begun with; for another a new one is"
                                + " made by: (umask 077; openssl rand -hex 32 > FILE). Keep a copy where the archive is not.");
    }

    static Fault keyUnreadable(String policy, Path file) {
        return Fault.of("campaign.key-unreadable", Kind.REFUSED)
                .refused("Policy \"" + policy + "\" was not executed.")
                .found("Its archive is to be encrypted, and " + file.toAbsolutePath()
                        + " is there, but this process cannot read it as a file.")
                .changed(NOTHING)
                .next("Have this process run as the owner of the key, which is a file of mode 600.");
    }

    static Fault noKeyForEdits(String policy, String table) {
        return Fault.of("campaign.edits-without-key", Kind.REFUSED)
                .refused("Policy \"" + policy + "\" was not executed.")
                .found("Rows of " + table
                        + " would be edited, and it has no primary key by which they could be restored.")
                .changed(NOTHING)
                .next("Give the table a primary key, or prune without an archive.");
    }

    static Fault columnsChanged(String policy) {
        return Fault.of("archive.columns-differ", Kind.FAILED)
                .refused("A chunk of policy \"" + policy + "\" was not committed.")
                .found("The columns of its tables are others than those of the plan.")
                .changed("The chunk was rolled back; what was committed before stays.")
                .next("Undo the change, or abort the campaign and execute the policy anew.");
    }

    static Fault database(Trouble trouble) {
        if (trouble.code().equals("database.not-permitted")) {
            return notPermitted();
        }
        var lost = trouble.kind() == Trouble.Kind.LOST || trouble.kind() == Trouble.Kind.AGAIN;
        return Fault.of(
                        trouble.code().contains(".") ? trouble.code() : "database." + trouble.code(),
                        lost ? Kind.UNAVAILABLE : Kind.FAILED)
                .refused("The call was not carried out.")
                .found(trouble.sentence())
                .changed("The call changed nothing.")
                .next(
                        lost
                                ? "The same call may be made again."
                                : "The log has the details at level DEBUG of dev.coppice.prune.")
                .leaving(Effect.NONE, lost ? Retry.SAFE : Retry.AFTER_FIX);
    }

    private static Fault notPermitted() {
        return Fault.of("database.not-permitted", Kind.REFUSED)
                .refused("The call was not carried out.")
                .found("This role lacks a right in the schema coppice or on a table of the policy.")
                .changed("The call changed nothing.")
                .next(
                        "Have the right granted: \"coppice schema print --roles\" has those in the schema, \"coppice doctor\""
                                + " those on tables.");
    }

    static Fault commitLost() {
        return Fault.of("database.commit-lost", Kind.UNAVAILABLE)
                .refused("The end of the call is unknown.")
                .found("The connection was lost during the commit.")
                .changed("Whether its change was made is unknown.")
                .next("Look with \"coppice campaign list\" at what there is before the call is made again.")
                .leaving(Effect.UNKNOWN, Retry.NEVER);
    }

    private static Fault notRun(String code, Campaign campaign) {
        return Fault.of(code, Kind.CONFLICT)
                .refused("Policy \"" + campaign.policy() + "\" was not executed.")
                .changed(NOTHING);
    }

    private static String shown(String hash) {
        return hash.substring(0, 12);
    }
}
