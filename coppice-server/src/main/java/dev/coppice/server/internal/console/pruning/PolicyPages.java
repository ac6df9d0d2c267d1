package dev.coppice.server.internal.console.pruning;

import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Overview;
import dev.coppice.server.internal.console.OverviewReader;
import dev.coppice.server.internal.console.Pace;
import dev.coppice.server.internal.console.PolicyNumbers;
import dev.coppice.server.internal.console.pages.pruning.JtepoliciesGenerated;
import dev.coppice.server.internal.console.pages.pruning.JtepolicyGenerated;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.schedule.Calendar;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The pages of policies: all of them, and one. */
final class PolicyPages {
    private static final String ALL = "/policies";
    private static final Pattern OF_ERASURE = Pattern.compile("subject:.*#([0-9]+)");
    private static final int CAMPAIGNS = 10;
    private static final int RUNS = 10;
    private static final int COMING = 12;

    private final Pages pages;
    private final PruningHost host;
    private final OverviewReader overview;
    private final Calendar calendar;

    PolicyPages(Pages pages, PruningHost host, OverviewReader overview, Calendar calendar) {
        this.pages = pages;
        this.host = host;
        this.overview = overview;
        this.calendar = calendar;
    }

    /** The address of a policy's page. */
    static String address(String policy) {
        return new Address(ALL + "/policy").with("name", policy).text();
    }

    /** The address of the page about what a campaign is part of: its policy, or its erasure, whose policy no page is about. */
    static String owner(String policy) {
        var erasure = OF_ERASURE.matcher(policy);
        return erasure.matches() ? "/erasures/" + erasure.group(1) : address(policy);
    }

    List<Route> routes() {
        return List.of(
                Pages.seen(Route.get(ALL, this::all), "Lists policies and whether they keep up"),
                Pages.seen(Route.get(ALL + "/policy", this::one), "Shows a policy as it is declared"));
    }

    private Reply all(Request request) {
        var read = overview.read();
        var view = new PoliciesView(
                host.policies().stream().map(policy -> row(policy, read)).toList(),
                calendar.coming(COMING).stream().map(PoliciesView.Coming::of).toList(),
                read.readAt());
        return pages.page(
                200, request, "Policies", (out, frame) -> JtepoliciesGenerated.render(out, null, frame, view));
    }

    private Reply one(Request request) {
        var policy = Pages.policy(host, request.query("name"));
        var newest = newest(policy, CAMPAIGNS);
        var view = new PolicyPage(
                policy.name(),
                row(policy, overview.read()),
                ScheduleView.of(calendar.keepingUp(policy), calendar.runs(policy, RUNS)),
                PolicyFacts.of(policy),
                newest.stream().map(CampaignRow::of).toList());
        return pages.page(
                200, request, policy.name(), (out, frame) -> JtepolicyGenerated.render(out, null, frame, view));
    }

    private PoliciesView.Row row(Policy policy, Overview read) {
        var numbers = read.policies().stream()
                .filter(each -> each.name().equals(policy.name()))
                .findFirst()
                .orElseGet(() -> uncounted(policy));
        var last = newest(policy, 1).stream().findFirst();
        return new PoliciesView.Row(
                address(policy.name()), numbers, last.map(CampaignRow::of), keepingUp(numbers, last));
    }

    private static PolicyNumbers uncounted(Policy policy) {
        var unknown = new PolicyNumbers.Figure("not counted", "");
        var rule = new PolicyNumbers.Rule(policy.config().table().toString(), "", "", "");
        return new PolicyNumbers(policy.name(), rule, unknown, unknown, unknown, Pace.UNKNOWN);
    }

    private List<Campaign> newest(Policy policy, int limit) {
        return Campaigns.on(host.source())
                .list(CampaignQuery.newest(limit).of(policy.name()))
                .items();
    }

    private static String keepingUp(PolicyNumbers numbers, Optional<Campaign> last) {
        if (!numbers.eligible().known()) {
            return "Not known: " + numbers.eligible().text();
        }
        if (numbers.eligible().text().equals("0")) {
            return "It keeps up: no row is due.";
        }
        var unfinished = last.filter(campaign -> !campaign.state().ended());
        if (unfinished.isPresent()) {
            return "Rows are due, and its campaign " + unfinished.get().id() + " is not finished: "
                    + unfinished.get().state().sentence() + ".";
        }
        return last.isEmpty() ? "Rows are due, and it has never run." : "Rows have become due since it last ran.";
    }
}
