package dev.coppice.server.internal.console.erasing;

import dev.coppice.prune.ErasurePlan;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.Subject;
import dev.coppice.server.Role;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.pruning.PruningHost;
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
        return new PlanView(
                subject.name(),
                plan.hash(),
                free ? new Badge("may begin", Tone.GOOD) : new Badge("cannot begin", Tone.BAD),
                plan.tables().stream().map(PlanReader::part).toList(),
                troubles(plan),
                free ? acts(subject, plan, typed) : List.of(),
                notice);
    }

    /** To execute a plan that wants one approval signs it, which is an admin's. */
    static Role least(Subject subject) {
        return subject.config().approvals() == 1 ? Role.ADMIN : Role.OPERATOR;
    }

    private static List<ActForm> acts(Subject subject, ErasurePlan plan, String typed) {
        var acts = new ArrayList<ActForm>();
        if (plan.approvals() > 1) {
            acts.add(meant(
                    ActForm.of(
                                    "Sign it",
                                    ErasurePages.APPROVE,
                                    "Signs this plan, as one of two people, for one erasure within 24 hours.")
                            .least(Role.ADMIN),
                    subject,
                    plan,
                    typed));
        }
        acts.add(meant(
                ActForm.of(
                                "Erase it",
                                ErasurePages.BEGIN,
                                "Erases what this plan shows, for good. The reason is kept: it must not name anybody.")
                        .least(least(subject))
                        .destroying(plan.hash()),
                subject,
                plan,
                typed));
        return acts;
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
