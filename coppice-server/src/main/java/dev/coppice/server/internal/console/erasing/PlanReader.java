package dev.coppice.server.internal.console.erasing;

import dev.coppice.control.Approval;
import dev.coppice.control.Approval.Signature;
import dev.coppice.prune.ErasurePlan;
import dev.coppice.prune.ErasureState;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.Subject;
import dev.coppice.server.Role;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.pruning.PruningHost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what the page of a plan shows.
 *
 * @param host the subjects, and where they are
 */
record PlanReader(PruningHost host) {
    PlanView read(Subject subject, List<String> key, String typed, Notice notice) {
        var plan = host.plans().run(() -> host.erasures().plan(subject, key));
        var free = plan.there() && !plan.blocked() && plan.holds().isEmpty();
        var signed = plan.approvals() > 1 ? signed(subject, key, plan) : List.<Signature>of();
        var unsigned = plan.approvals() > 1 && !begun(plan) ? plan.approvals() - signed.size() : 0;
        return new PlanView(
                subject.name(),
                key,
                plan.hash(),
                free ? new Badge("may begin", Tone.GOOD) : new Badge("cannot begin", Tone.BAD),
                plan.tables().stream().map(PlanReader::part).toList(),
                troubles(plan),
                signed.stream()
                        .map(each -> each.act().actor() + " at "
                                + Moment.of(each.at()).shown() + ": "
                                + each.act().reason())
                        .toList(),
                free && unsigned > 0 ? "It must be signed first, by " + people(unsigned) + "." : "",
                free ? acts(subject, key, plan, unsigned, typed) : List.of(),
                notice);
    }

    /** To execute a plan that wants one approval signs it, which is an admin's. */
    static Role least(Subject subject) {
        return subject.config().approvals() == 1 ? Role.ADMIN : Role.OPERATOR;
    }

    /** What is typed to erase the subject of a key: who it is, which no other plan has. */
    static String typed(List<String> key) {
        return String.join(" ", key);
    }

    private List<Signature> signed(Subject subject, List<String> key, ErasurePlan plan) {
        return host.erasures()
                .approval(subject, key, plan.contract())
                .filter(approval ->
                        approval.usedBy().isEmpty() && approval.lapsesAt().isAfter(Instant.now()))
                .map(Approval::signatures)
                .orElse(List.of());
    }

    /** One that is begun has used its signatures up, and is gone on with. */
    private static boolean begun(ErasurePlan plan) {
        return plan.earlier()
                .filter(earlier -> earlier.state() == ErasureState.RUNNING)
                .isPresent();
    }

    private static String people(int many) {
        return many == 1 ? "one more person" : many + " people";
    }

    private static List<ActForm> acts(Subject subject, List<String> key, ErasurePlan plan, int unsigned, String typed) {
        if (unsigned > 0) {
            return List.of(meant(
                    ActForm.of(
                                    "Sign it",
                                    ErasurePages.APPROVE,
                                    "Signs this plan, as one of two people, for one erasure within 24 hours.")
                            .least(Role.ADMIN),
                    subject,
                    plan,
                    typed));
        }
        return List.of(meant(
                ActForm.of(
                                "Erase it",
                                ErasurePages.BEGIN,
                                "Erases what this plan shows, for good. The reason is kept: it must not name anybody.")
                        .least(least(subject))
                        .destroying(typed(key)),
                subject,
                plan,
                typed));
    }

    private static ActForm meant(ActForm form, Subject subject, ErasurePlan plan, String typed) {
        return form.carrying("subject", subject.name()).carrying("key", typed).carrying("hash", plan.hash());
    }

    private static PlanView.Part part(ErasurePlan.Part part) {
        var columns = String.join(", ", part.columns());
        var becomes = switch (part.action()) {
            case DELETE -> "deleted";
            case NULLIFY -> "stays; changed: " + columns;
            case KEEP -> "kept: " + part.reason().orElse("") + "; emptied: " + columns;
        };
        return new PlanView.Part(
                part.table().spelled(),
                (part.rows().exact() ? "" : "about ") + part.rows().count(),
                becomes,
                String.join(", ", part.via()));
    }

    private static List<String> troubles(ErasurePlan plan) {
        var troubles = new ArrayList<String>();
        if (!plan.there()) {
            troubles.add("There is no such row.");
        }
        plan.holds()
                .forEach(hold ->
                        troubles.add("Held by hold " + hold.hold() + " on " + hold.table() + ": " + hold.reason()));
        plan.findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .map(PlanReader::told)
                .forEach(troubles::add);
        plan.earlier().ifPresent(earlier -> troubles.add("Erasure " + earlier.id() + " of it: " + earlier.reason()));
        return troubles;
    }

    private static String told(Finding finding) {
        return (finding.severity() == Severity.BLOCK ? "Blocked: " : "Warning: ") + finding.check() + " on "
                + finding.subject() + ": " + finding.message();
    }
}
