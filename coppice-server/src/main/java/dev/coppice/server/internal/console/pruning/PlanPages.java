package dev.coppice.server.internal.console.pruning;

import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.PlanApprovals;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Done;
import dev.coppice.server.internal.console.Flash;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Submitted;
import dev.coppice.server.internal.console.pages.pruning.JteplanGenerated;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.pruning.Handover;
import dev.coppice.server.internal.pruning.PruningHost;
import java.util.List;
import java.util.function.BiFunction;

/** The page of a plan, and what its forms do. Who is refused sees the plan as it is now, with the reason. */
final class PlanPages {
    private final Pages pages;
    private final PruningHost host;
    private final PlanReader reader;
    private final Handover handover;

    PlanPages(Pages pages, PruningHost host, HomeDatabase home) {
        this.pages = pages;
        this.host = host;
        this.reader = new PlanReader(pages.place(), host, home);
        this.handover = new Handover(host);
    }

    static String address(String policy) {
        return page(policy).text();
    }

    private static Address page(String policy) {
        return new Address("/policies/plan").with("name", policy);
    }

    List<Route> routes() {
        return List.of(
                Pages.seen(Route.get("/policies/plan", this::plan), "Draws what a policy would do now"),
                Pages.acted(Route.post("/policies/approve", this::approve), "Signs a plan")
                        .access(Access.ADMIN),
                Pages.acted(Route.post("/policies/execute", this::execute), "Executes a plan"));
    }

    private Reply plan(Request request) {
        var policy = Pages.policy(host, request.query("name"));
        return Flash.shown(
                request, pages.place().at(page(policy.name())), notice -> page(200, request, policy, notice));
    }

    private Reply approve(Request request) {
        return acting(request, (policy, form) -> {
            var contract = host.plans().run(() -> Plans.on(host.source()).contract(policy));
            if (!contract.hasHash(form.text("hash"))) {
                throw RequestFaults.invalid("The plan has another hash by now: it is no longer what was looked at.");
            }
            PlanApprovals.on(host.source()).approve(policy, contract, form.act());
            return new Done(pages.place().at(page(policy.name())), "The plan is signed.");
        });
    }

    private Reply execute(Request request) {
        return acting(request, (policy, form) -> {
            if (policy.config().archive().isEmpty()) {
                form.requireTyped(pages.place().naming(policy.name()));
            }
            if (PlanReader.signs(policy)) {
                Asked.requireAdmin(request);
            }
            var options = CampaignOptions.by(form.act()).ofPlan(form.required("hash"));
            var campaign =
                    host.prunes().run(() -> handover.begin(policy, options)).id();
            return new Done(pages.place().at(CampaignPages.page(campaign)), "The campaign is begun.");
        });
    }

    private Reply acting(Request request, BiFunction<Policy, Submitted, Done> act) {
        var policy = Pages.policy(host, request.form("name"));
        var form = new Submitted(request);
        return form.acting(
                pages.place(),
                () -> act.apply(policy, form),
                (status, notice) -> page(status, request, policy, notice));
    }

    private Reply page(int status, Request request, Policy policy, Notice notice) {
        var view = reader.read(policy, Pages.operates(request), notice);
        return pages.page(
                status,
                request,
                "Plan of " + policy.name(),
                (out, frame) -> JteplanGenerated.render(out, null, frame, view));
    }
}
