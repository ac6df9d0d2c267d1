package dev.coppice.server.internal.pruning;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.Freeze;
import dev.coppice.control.FreezeState;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.server.document.CampaignDocument;
import dev.coppice.server.internal.api.AfterCommit;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.pruning.Bound.Terms;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Executing policies: a bounded call that its caller waits for, or a campaign that the servers execute. */
final class PruneRoutes {
    /** So that a call ends soon after its bound. */
    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(10);

    private final PruningHost host;

    PruneRoutes(PruningHost host) {
        this.host = host;
    }

    /**
     * A bounded call.
     *
     * @param reason why
     * @param approve the hash of the plan that is meant; where the policy wants one approval, this is it
     * @param override whether findings that block, and a window that is closed, are overridden
     * @param rows how many rows of all tables may go before it ends
     * @param roots how many rows of the policy's own table may go before it ends
     * @param runtime how long it may take, as in 10s; 30s when left out
     */
    record PruneBody(
            @Nullable String reason,
            @Nullable String approve,
            @Nullable Boolean override,
            @Nullable Long rows,
            @Nullable Long roots,
            @Nullable String runtime) {}

    /**
     * A campaign for the servers.
     *
     * @param reason why
     * @param approve the hash of the plan that is meant; where the policy wants one approval, this is it
     * @param override whether findings that block, and a window that is closed, are overridden
     */
    record CampaignBody(
            @Nullable String reason,
            @Nullable String approve,
            @Nullable Boolean override) {}

    List<Route> routes() {
        return List.of(
                Route.post(PolicyRoutes.ONE + "/prune", this::prune)
                        .access(Access.OPERATOR)
                        .takes(PruneBody.class)
                        .gives(CampaignDocument.class)
                        .summary(
                                "Works on the policy's campaign until it ends or a bound is reached: half a minute at most"),
                Route.post(PolicyRoutes.ONE + "/campaigns", this::ask)
                        .access(Access.OPERATOR)
                        .takes(CampaignBody.class)
                        .gives(CampaignDocument.class)
                        .answers(202)
                        .summary("Has the servers execute the policy: 202 with the campaign"));
    }

    private Reply prune(Request request) {
        var body = request.body(PruneBody.class);
        var terms = Terms.of(body.rows(), body.roots(), body.runtime());
        var wanted = new CampaignBody(body.reason(), body.approve(), body.override());
        var policy = host.require(request.path("name"));
        var options = options(request, policy, wanted);
        return Reply.ok(CampaignDocument.of(host.prunes().run(() -> {
            var campaign = campaigns().begin(policy, options, (db, begun) -> {
                requireThawed(db, policy);
                AuditTrail.in(db).append(event(options.act(), "campaign.called", begun));
            });
            return worked(
                    campaign, () -> campaigns().carryOn(campaign.id(), policy, options, Bound.of(terms, campaign)));
        })));
    }

    /** A caller who waits is told at once that no chunk would begin; a campaign for the servers waits for that. */
    private static void requireThawed(DSLContext db, Policy policy) {
        if (Freeze.in(db).state() instanceof FreezeState.Frozen frozen) {
            throw Fault.of("freeze.frozen", Fault.Kind.REFUSED)
                    .refused("Policy \"" + policy.name() + "\" was not executed.")
                    .found("Everything is frozen since " + frozen.since() + " by " + frozen.by() + ": "
                            + frozen.reason() + ".")
                    .changed("Nothing was changed.")
                    .next(
                            "Ask again once it is unfrozen, or have the servers execute the policy: a campaign of theirs waits.")
                    .exception();
        }
    }

    /** Of one that had been begun before, nothing was changed by a call that is refused before its first chunk. */
    private static CampaignReport worked(Campaign campaign, Supplier<CampaignReport> work) {
        if (campaign.state() != CampaignState.PLANNED) {
            return work.get();
        }
        return new AfterCommit(
                        "Campaign " + campaign.id() + " was begun, and its ledger says what is gone.",
                        "Look at GET /api/v1/campaigns/" + campaign.id() + "; the same call goes on with it.")
                .run(work);
    }

    private Reply ask(Request request) {
        var body = request.body(CampaignBody.class);
        var policy = host.require(request.path("name"));
        var options = options(request, policy, body);
        var campaign = host.prunes().run(() -> new Handover(host).begin(policy, options));
        return Reply.accepted(CampaignDocument.of(campaign), CampaignRoutes.PATH + "/" + campaign.id());
    }

    private static CampaignOptions options(Request request, Policy policy, CampaignBody body) {
        var act = Asked.act(request, body.reason());
        var override = Boolean.TRUE.equals(body.override());
        var hash = Optional.ofNullable(body.approve());
        // To name the hash signs the plan there, and to sign plans is an admin's.
        boolean signs = hash.isPresent() && policy.config().approvals() == 1;
        if (override || signs) {
            Asked.requireAdmin(request);
        }
        var options =
                CampaignOptions.by(act).statementTimeout(LONGEST_STATEMENT).workers(PruningHost.workers(policy));
        options = override ? options.overriding(act) : options;
        return hash.map(options::ofPlan).orElse(options);
    }

    private static AuditEvent event(Act act, String action, Campaign campaign) {
        return AuditEvent.of(act, action, "campaign/" + campaign.id());
    }

    private Campaigns campaigns() {
        return Campaigns.on(host.source());
    }
}
