package dev.coppice.prune.internal.erasure;

import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.prune.Erasure;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.Subject;
import dev.coppice.prune.internal.plan.SubjectCount.Held;
import java.util.List;
import java.util.stream.Collectors;

/** What is said when a subject cannot be erased. No message names who it is. */
public final class ErasureFaults {
    private static final String NOTHING = "Nothing was changed.";

    private ErasureFaults() {}

    static Fault misfit(Subject subject, List<String> problems) {
        return Fault.of("subject.misfit", Kind.USAGE)
                .refused("Subject \"" + subject.name() + "\" cannot be erased.")
                .found("Its map does not fit the database:\n  " + String.join("\n  ", problems) + "\n")
                .changed(NOTHING)
                .next("Mend subjects." + subject.name() + " in coppice.yaml, or the tables.");
    }

    static Fault key(Subject subject, String found) {
        return refused("erasure.bad-key", Kind.USAGE, subject.name())
                .found(found)
                .next("Give the values of the key in its order, as in --subject " + subject.name() + ":ID.");
    }

    /** There is no such row. */
    public static Fault absent(Subject subject, String before) {
        return refused("erasure.no-such-row", Kind.NOT_FOUND, subject.name())
                .found("No row of " + subject.config().table() + " has this key." + before)
                .next("Look at the key again; \"coppice erase list\" shows what was erased.");
    }

    /** Holds stand in the way. */
    public static Fault held(Subject subject, List<Held> holds) {
        var told = holds.stream()
                .map(hold -> "hold " + hold.id() + " on " + hold.table() + ": " + hold.reason())
                .collect(Collectors.joining("\n  "));
        return refused("erasure.held", Kind.REFUSED, subject.name())
                .found("Rows that belong to it are held:\n  " + told + "\n")
                .next("A subject is erased whole or not at all. Release the holds when their reasons are gone, or"
                        + " wait.");
    }

    /** The doctor blocks it. */
    public static Fault blocked(Subject subject, List<Finding> findings) {
        var told = findings.stream()
                .filter(finding -> finding.severity() == Severity.BLOCK)
                .map(finding ->
                        finding.check() + " on " + finding.subject() + ": " + finding.message() + " " + finding.cure())
                .collect(Collectors.joining("\n  "));
        return refused("erasure.blocked", Kind.REFUSED, subject.name())
                .found("Its plan is blocked:\n  " + told + "\n")
                .next("Cure what is named.");
    }

    /** It is not the plan that was meant. */
    public static Fault otherPlan(Subject subject, String wanted, String now) {
        return refused("plan.other", Kind.REFUSED, subject.name())
                .found("Its plan has the hash " + now + " now, and " + wanted + " was meant.")
                .next("Look at the plan again, and name the hash it shows.");
    }

    /** An erasure that was begun under another map. */
    public static Fault stale(Erasure erasure) {
        return Fault.of("plan.stale", Kind.CONFLICT)
                .refused("Erasure " + erasure.id() + " was not carried on.")
                .found("It was begun for another map of subject \"" + erasure.subject() + "\", or other tables.")
                .changed("What it has erased stays erased.")
                .next("Undo the change, or end its campaign with \"coppice campaign abort\" and erase the subject"
                        + " anew.");
    }

    /** One whose campaign has done all, and whose map is not at hand: nobody can look whether nothing is left. */
    static Fault unproved(Erasure erasure) {
        return stale(erasure)
                .refused("Erasure " + erasure.id() + " was not ended.")
                .next("Undo the change, or wait for a process with that map: it looks for what is left, writes the"
                        + " receipt and forgets the key.");
    }

    /** There is no such erasure. */
    public static Fault unknown(long id) {
        return Fault.of("erasure.not-found", Kind.NOT_FOUND)
                .refused("Erasure " + id + " was not found.")
                .found("There is no erasure of this number.")
                .changed(NOTHING)
                .next("Run \"coppice erase list\" for the numbers.");
    }

    /** The reason would tell who it was. */
    public static Fault telling(Subject subject) {
        return refused("erasure.telling-reason", Kind.USAGE, subject.name())
                .found("The reason holds the subject's key, and the reason is kept when the key is forgotten.")
                .next("Give a reason that names nobody, such as the number of the request.");
    }

    /** Who executes has approved. */
    public static Fault executorApproved(Subject subject, String actor) {
        return refused("approval.executor-signed", Kind.REFUSED, subject.name())
                .found("It must be approved by two people, and " + actor + ", who executes it, is one of them.")
                .next("Have somebody execute it who has not approved it.");
    }

    /** Another process came first. */
    static Fault takenOver(long id) {
        return Fault.of("erasure.taken-over", Kind.CONFLICT)
                .refused("Erasure " + id + " was left.")
                .found("Another process has gone on with it meanwhile.")
                .changed("What was committed stays; nothing was done twice.")
                .next("Run \"coppice erase show " + id + "\" to see where it stands.");
    }

    private static Fault refused(String code, Kind kind, String subject) {
        return Fault.of(code, kind)
                .refused("The subject \"" + subject + "\" was not erased.")
                .changed(NOTHING);
    }
}
