package dev.coppice.control;

import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;

/** What is said when a plan may not be signed or run. */
final class ApprovalFaults {
    private ApprovalFaults() {}

    static Fault missing(String subject) {
        return run("approval.missing", subject)
                .found("Nobody has approved this plan.")
                .next(
                        "Have it approved with \"coppice plan approve\", or a teardown with \"coppice deprovision approve\".");
    }

    static Fault otherPlan(String subject) {
        return run("approval.other-plan", subject)
                .found("An approval is open, but for a plan with another hash.")
                .next("Look at what has changed since, and have this plan approved.");
    }

    static Fault alreadyUsed(String subject, String consumer) {
        return run("approval.already-used", subject)
                .found("Its approval was used by " + consumer + ", and an approval is good for one run.")
                .next("Have the plan approved again.");
    }

    static Fault lapsed(Approval approval) {
        return run("approval.lapsed", approval.subject())
                .found("Its approval lapsed at " + approval.lapsesAt() + ".")
                .next("Have the plan approved again.");
    }

    static Fault incomplete(Approval approval) {
        return run("approval.incomplete", approval.subject())
                .found("Two people must approve it; so far only " + first(approval) + " has.")
                .next("Have a second person approve it.");
    }

    static Fault samePerson(Approval approval) {
        return Fault.of("approval.same-person", Kind.REFUSED)
                .refused("The plan for \"" + approval.subject() + "\" was not approved a second time.")
                .found("Two different people must approve it, and " + first(approval) + " already has.")
                .changed("Nothing was changed.")
                .next("Have another person approve it.");
    }

    static Fault alreadyComplete(Approval approval) {
        return Fault.of("approval.already-complete", Kind.CONFLICT)
                .refused("The plan for \"" + approval.subject() + "\" was not approved again.")
                .found("It is approved until " + approval.lapsesAt() + ".")
                .changed("Nothing was changed.")
                .next("Nothing needs to be done: the plan may be run.");
    }

    private static Fault run(String code, String subject) {
        return Fault.of(code, Kind.REFUSED)
                .refused("The plan for \"" + subject + "\" was not run.")
                .changed("Nothing was changed.");
    }

    private static String first(Approval approval) {
        return approval.signatures().getFirst().act().actor();
    }
}
