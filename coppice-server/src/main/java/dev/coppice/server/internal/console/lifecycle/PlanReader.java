package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownPlan;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownResult;
import dev.coppice.server.Role;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Figures;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import java.util.ArrayList;
import java.util.List;

/** Reads the plan of a teardown. */
final class PlanReader {
    static final String WITHOUT_BACKUP = "without-backup";
    static final String BEYOND_LIMITS = "beyond-limits";

    private static final Badge DESTROYS = new Badge("destroys", Tone.BAD);
    private static final Badge BEST_EFFORT = new Badge("best effort", Tone.QUIET);
    private static final Badge HARMLESS = new Badge("destroys nothing", Tone.QUIET);

    private final Ground ground;

    PlanReader(Ground ground) {
        this.ground = ground;
    }

    /**
     * What is asked of a teardown.
     *
     * @param resource what is to go
     * @param withoutBackup whether nothing is kept
     * @param beyondLimits whether the share of its kind may be exceeded
     */
    record Wanted(ResourceId resource, boolean withoutBackup, boolean beyondLimits) {
        TeardownRequest by(Act act) {
            var plain = TeardownRequest.of(resource, act);
            var keeping = withoutBackup ? plain.keepingNothing() : plain;
            return beyondLimits ? keeping.exceedingTheShare() : keeping;
        }
    }

    PlanView read(Wanted wanted, String actor, Notice notice) {
        var asked = wanted.by(Act.of(actor, "looked at the plan"));
        var teardowns = ground.lifecycle().teardowns();
        var plan = ground.host().looks().run(() -> teardowns.plan(asked));
        var id = plan.resource().id();
        return new PlanView(
                new PlanView.Head(
                        id.id(),
                        Links.resource(id).text(),
                        Words.badge(plan.resource().state()),
                        TeardownResult.of(plan).message(),
                        plan.hash()),
                facts(plan, wanted),
                plan.steps().stream().map(PlanReader::step).toList(),
                plan.children().stream()
                        .map(child -> new LookView.Child(
                                child.id(), Links.resource(child).text()))
                        .toList(),
                new PlanView.Refusals(
                        plan.blockers().stream()
                                .map(TeardownPlan.Blocker::message)
                                .toList(),
                        plan.warnings()),
                new PlanView.Acts(forms(plan, wanted), others(plan, wanted)),
                notice);
    }

    private static List<Fact> facts(TeardownPlan plan, Wanted wanted) {
        var facts = new ArrayList<Fact>();
        facts.add(plan.hostedUntil()
                .map(until -> Fact.of("Backup, kept until", Moment.of(until)))
                .orElseGet(() -> Fact.of("Backup", wanted.withoutBackup() ? "none: nothing is kept" : "none")));
        facts.add(Fact.of(
                "Goes with it",
                plan.children().isEmpty()
                        ? "nothing else"
                        : Figures.count(plan.children().size(), "resource")));
        if (plan.approvals() > 0) {
            facts.add(Fact.of("Signed", signed(plan)));
        }
        return List.copyOf(facts);
    }

    private static String signed(TeardownPlan plan) {
        var by = plan.signedBy().isEmpty() ? "" : ", by " + String.join(", ", plan.signedBy());
        return plan.signedBy().size() + " of " + plan.approvals() + by;
    }

    private static PlanView.Step step(TeardownPlan.PlannedStep step) {
        return new PlanView.Step(
                step.name(),
                step.type(),
                String.join(", ", step.after()),
                step.items().map(Figures::grouped).or(step::remark).orElse(""),
                step.bytes().filter(bytes -> bytes > 0).map(Figures::bytes).orElse(""),
                step.destroys() ? DESTROYS : step.bestEffort() ? BEST_EFFORT : HARMLESS);
    }

    private static List<ActForm> forms(TeardownPlan plan, Wanted wanted) {
        if (plan.unsigned() > 0) {
            return List.of(carrying(
                            ResourceActs.on(
                                    plan.resource().id(),
                                    "Sign this plan",
                                    "approve",
                                    "Says that this plan, and no other, may be run once within a day. " + signed(plan)
                                            + " have signed."),
                            plan,
                            wanted)
                    .least(Role.ADMIN));
        }
        return plan.blocked() ? List.of() : List.of(begin(plan, wanted));
    }

    private static ActForm begin(TeardownPlan plan, Wanted wanted) {
        var id = plan.resource().id();
        var form = plan.residual()
                ? ResourceActs.on(
                        id,
                        "Dispose of leftovers",
                        "deprovision",
                        "What the steps above still see is destroyed, behind a backup of it where its kind has one.")
                : ResourceActs.on(
                        id,
                        "Tear it down",
                        "deprovision",
                        "Exactly the plan above runs, and nothing if it has changed meanwhile. " + plan.backTill());
        var bold = wanted.withoutBackup() || wanted.beyondLimits();
        return carrying(form, plan, wanted).destroying(id.id()).least(bold ? Role.ADMIN : Role.OPERATOR);
    }

    private static ActForm carrying(ActForm form, TeardownPlan plan, Wanted wanted) {
        return form.carrying("plan", plan.hash())
                .carrying(WITHOUT_BACKUP, Boolean.toString(wanted.withoutBackup()))
                .carrying(BEYOND_LIMITS, Boolean.toString(wanted.beyondLimits()));
    }

    private static List<PlanView.Other> others(TeardownPlan plan, Wanted wanted) {
        var id = plan.resource().id();
        var others = new ArrayList<PlanView.Other>();
        if (wanted.withoutBackup() || wanted.beyondLimits()) {
            others.add(new PlanView.Other(
                    "The plan with a backup, within the limits", Links.plan(id).text()));
        }
        if (!wanted.withoutBackup() && plan.hostedUntil().isPresent()) {
            others.add(new PlanView.Other(
                    "The plan that keeps nothing",
                    Links.plan(id).with(WITHOUT_BACKUP, "true").text()));
        }
        if (plan.blockers().stream().anyMatch(blocker -> blocker.code().contains("share-exceeded"))) {
            others.add(new PlanView.Other(
                    "The plan beyond the share of its kind",
                    Links.plan(id).with(BEYOND_LIMITS, "true").text()));
        }
        return List.copyOf(others);
    }
}
