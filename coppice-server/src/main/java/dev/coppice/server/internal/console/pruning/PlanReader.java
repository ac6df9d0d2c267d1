package dev.coppice.server.internal.console.pruning;

import dev.coppice.control.Approval;
import dev.coppice.control.Approval.Signature;
import dev.coppice.control.Approvals;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.PlanApprovals;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PrunePlan;
import dev.coppice.prune.PrunePlan.Change;
import dev.coppice.server.Role;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Place;
import dev.coppice.server.internal.console.pruning.PlanView.Acting;
import dev.coppice.server.internal.console.pruning.PlanView.SampleView;
import dev.coppice.server.internal.console.pruning.PlanView.TableRow;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.PruningHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes a plan and tells what may be done with it. Writes nothing. */
final class PlanReader {
    private static final Duration COUNTING = Duration.ofSeconds(4);
    private static final int SAMPLE = 10;

    private final Place place;
    private final PruningHost host;
    private final HomeDatabase home;

    PlanReader(Place place, PruningHost host, HomeDatabase home) {
        this.place = place;
        this.host = host;
        this.home = home;
    }

    PlanView read(Policy policy, boolean operates, Notice notice) {
        return host.plans().run(() -> planned(policy, operates, notice));
    }

    private PlanView planned(Policy policy, boolean operates, Notice notice) {
        var plans = Plans.on(host.source()).countingFor(COUNTING);
        var plan = plans.plan(policy);
        var archived = policy.config().archive().isPresent();
        return new PlanView(
                policy.name(),
                plan.hash(),
                says(policy, plan),
                PlanDrawing.of(plan, archived),
                plan.tables().stream().map(PlanReader::row).toList(),
                plan.findings().stream().map(FindingView::of).toList(),
                plan.statements(),
                operates ? sample(plans, policy) : null,
                acting(policy, plan, operates),
                notice);
    }

    private static SampleView sample(Plans plans, Policy policy) {
        var sample = plans.sample(policy, SAMPLE);
        return new SampleView(sample.columns(), Cell.of(sample.rows()));
    }

    private static List<String> says(Policy policy, PrunePlan plan) {
        var says = new ArrayList<String>();
        says.add((plan.roots().exact() ? "" : "About ")
                + Texts.count(plan.roots().count(), "row", "rows") + " of "
                + policy.config().table() + " may go"
                + plan.horizon()
                        .map(horizon -> ": those whose " + policy.config().age().orElse("age") + " is before "
                                + Texts.time(horizon))
                        .orElse("")
                + ".");
        var work = plan.work();
        says.add(Texts.count(work.rows(), "row", "rows") + " and " + Texts.bytes(work.bytes()) + " in about "
                + Texts.count(work.chunks(), "chunk", "chunks") + " of "
                + Texts.span(policy.config().chunkTime()) + ", "
                + Texts.span(work.duration()) + " " + work.assumption() + ".");
        says.add("Archive: " + PolicyFacts.archive(policy.config()) + ".");
        if (plan.tables().stream().anyMatch(table -> !table.rows().exact())) {
            says.add("≈ stands before what was estimated, since counting would have taken too long.");
        }
        return says;
    }

    private static TableRow row(PrunePlan.TablePlan table) {
        return new TableRow(
                table.table().toString(),
                PictureTable.rows(table.rows()),
                table.change() == Change.DELETED ? "deleted" : "kept, changed",
                table.paths().stream()
                        .map(path -> String.join(", ", path.columns()) + " names " + path.parent() + ": "
                                + PlanDrawing.rule(path.rule()))
                        .toList());
    }

    private Acting acting(Policy policy, PrunePlan plan, boolean operates) {
        var wanted = policy.config().approvals();
        var signed = wanted == 0 ? List.<Signature>of() : signed(policy, plan);
        var keptBack = keptBack(policy, plan, wanted - signed.size());
        var forms = new ArrayList<ActForm>();
        if (signed.size() < wanted) {
            var form = ActForm.of(
                    "Approve this plan",
                    "/policies/approve",
                    "Signs the plan of this hash. The approval is good for one campaign, and lapses after a day.");
            forms.add(carrying(policy, plan, form.least(Role.ADMIN)));
        }
        if (keptBack.isEmpty()) {
            forms.add(execute(policy, plan));
        }
        return new Acting(
                operates,
                keptBack,
                signed.stream()
                        .map(each -> each.act().actor() + " at " + Texts.time(each.at()) + ": "
                                + each.act().reason())
                        .toList(),
                operates ? forms : List.of());
    }

    private ActForm execute(Policy policy, PrunePlan plan) {
        var form = carrying(policy, plan, ActForm.of("Execute this plan", "/policies/execute", happens(policy, plan)))
                .least(signs(policy) ? Role.ADMIN : Role.OPERATOR);
        return policy.config().archive().isPresent() ? form : form.destroying(place.naming(policy.name()));
    }

    /** Whether executing a plan by its hash signs it: then it is for those who may sign. */
    static boolean signs(Policy policy) {
        return policy.config().approvals() == 1;
    }

    private static ActForm carrying(Policy policy, PrunePlan plan, ActForm form) {
        return form.carrying("name", policy.name()).carrying("hash", plan.hash());
    }

    private String happens(Policy policy, PrunePlan plan) {
        var tables = plan.tables().stream()
                .filter(table -> table.change() == Change.DELETED)
                .count();
        return "Deletes about " + Texts.count(plan.work().rows(), "row", "rows") + " of "
                + Texts.count(tables, "table", "tables") + place.in() + ", chunk by chunk, "
                + policy.config()
                        .archive()
                        .map(archive -> "each archived to " + archive.to().address() + " as it goes. ")
                        .orElse("without an archive: nothing brings them back. ")
                + "It can be paused or ended between any two chunks. Refused if the plan has another hash by then.";
    }

    private String keptBack(Policy policy, PrunePlan plan, int unsigned) {
        var newest = Campaigns.on(host.source())
                .list(CampaignQuery.newest(1).of(policy.name()))
                .items();
        if (!newest.isEmpty() && !newest.getFirst().state().ended()) {
            return "Its campaign " + newest.getFirst().id() + " is not finished.";
        }
        if (plan.blocked()) {
            return "A finding blocks it: cure what is marked, and look again.";
        }
        return unsigned > 0 && !signs(policy)
                ? "It must be approved first, by " + Texts.count(unsigned, "person", "people") + " yet."
                : "";
    }

    private List<Signature> signed(Policy policy, PrunePlan plan) {
        return home.transaction(db -> Approvals.in(db)
                        .find(PlanApprovals.subject(policy), plan.contract().fullHash()))
                .filter(approval -> approval.usedBy().isEmpty())
                .map(Approval::signatures)
                .orElse(List.of());
    }
}
