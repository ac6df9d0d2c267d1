package dev.coppice.server.internal.console.pruning;

import dev.coppice.control.Act;
import dev.coppice.control.Durations;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Tuning;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Done;
import dev.coppice.server.internal.console.Flash;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Submitted;
import dev.coppice.server.internal.console.pages.part.JteactsGenerated;
import dev.coppice.server.internal.console.pages.pruning.JtecampaignGenerated;
import dev.coppice.server.internal.console.pages.pruning.JtecampaignsGenerated;
import dev.coppice.server.internal.console.pages.pruning.JteliveGenerated;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.EventSource;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Snapshot;
import dev.coppice.server.internal.pruning.Handover;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.pruning.RaisedLimits;
import gg.jte.Content;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The pages of campaigns, and what their forms do. */
final class CampaignPages {
    private static final String ALL = "/campaigns";
    private static final int PAGE = 25;

    private final Pages pages;
    private final Campaigns campaigns;
    private final CampaignReader reader;
    private final Handover servers;

    CampaignPages(Pages pages, PruningHost host, HomeDatabase home) {
        this.pages = pages;
        this.campaigns = Campaigns.on(host.source());
        this.reader = new CampaignReader(host, home);
        this.servers = new Handover(host);
    }

    static String address(long campaign) {
        return page(campaign).text();
    }

    static Address page(long campaign) {
        return new Address(ALL + "/" + campaign);
    }

    List<Route> routes() {
        return List.of(
                Pages.seen(Route.get(ALL, this::all), "Lists campaigns, newest first"),
                Pages.seen(Route.get(ALL + "/{id}", this::one), "Shows a campaign and how it goes"),
                Pages.seen(Route.get(ALL + "/{id}/live", this::live), "What of that page changes, as events")
                        .streams(),
                Pages.seen(Route.get(ALL + "/{id}/acts", this::acts), "What may be done with a campaign as it stands")
                        .polled(),
                act(
                        "pause",
                        "It pauses after the chunk under way.",
                        (id, act) -> campaigns.pause(id, act),
                        "Pauses a campaign"),
                act(
                        "carry-on",
                        "The servers carry it on.",
                        (id, act) -> servers.carryOn(id, act),
                        "Lets the servers carry a campaign on"),
                act("resume", "The pause is taken back.", (id, act) -> servers.resume(id, act), "Takes a pause back"),
                act(
                        "abort",
                        "It ends after the chunk under way. What is gone stays gone.",
                        (id, act) -> campaigns.abort(id, act),
                        "Ends a campaign"),
                Pages.acted(
                        Route.post(
                                ALL + "/{id}/retune",
                                request -> acted(
                                        request,
                                        "Aim and limits are changed; the next chunk follows them.",
                                        (id, act) -> campaigns.retune(id, before -> allowed(request, before), act))),
                        "Changes aim and limits of a campaign"));
    }

    private Route act(String word, String says, BiConsumer<Long, Act> act, String summary) {
        return Pages.acted(Route.post(ALL + "/{id}/" + word, request -> acted(request, says, act)), summary);
    }

    private Reply all(Request request) {
        var policy = Pages.typed(request.query("policy"));
        var before = request.query("next").filter(text -> text.matches("[0-9]{1,18}"));
        var query = CampaignQuery.newest(PAGE);
        query = policy.isPresent() ? query.of(policy.get()) : query;
        query = before.isPresent() ? query.before(Long.parseLong(before.get())) : query;
        var found = campaigns.list(query);
        var address = new Address(ALL).with("policy", policy);
        var view = new CampaignsView(
                found.items().stream().map(CampaignRow::of).toList(),
                policy.orElse(""),
                before.isPresent() ? address.text() : "",
                found.next().isEmpty()
                        ? ""
                        : address.with("next", String.valueOf(found.next().getAsLong()))
                                .text());
        return pages.page(
                200, request, "Campaigns", (out, frame) -> JtecampaignsGenerated.render(out, null, frame, view));
    }

    private Reply one(Request request) {
        long id = Pages.number(request, "id");
        return Flash.shown(request, pages.place().at(page(id)), notice -> page(200, request, reader.read(id, notice)));
    }

    private Reply page(int status, Request request, CampaignView view) {
        var title = "Campaign " + view.row().id();
        return view.live()
                ? pages.live(
                        status, request, title, (out, frame) -> JtecampaignGenerated.render(out, null, frame, view))
                : pages.page(
                        status, request, title, (out, frame) -> JtecampaignGenerated.render(out, null, frame, view));
    }

    private Reply acts(Request request) {
        var acts = reader.acts(Pages.number(request, "id"));
        return pages.page(
                200,
                request,
                "Campaign",
                (out, frame) -> JteactsGenerated.render(out, null, frame, "What may be done", acts));
    }

    private Reply live(Request request) {
        var id = Pages.number(request, "id");
        reader.read(id, Notice.NONE);
        return new Reply.Events(EventSource.of("page " + pages.place().at(address(id)), () -> seen(id)));
    }

    private Snapshot seen(long id) {
        var view = reader.read(id, Notice.NONE);
        return Snapshot.of(
                (Content) out -> JteliveGenerated.render((HtmlTemplateOutput) out, null, pages.place(), view),
                !view.live());
    }

    private Reply acted(Request request, String says, BiConsumer<Long, Act> act) {
        var id = Pages.number(request, "id");
        var form = new Submitted(request);
        return form.acting(
                pages.place(),
                () -> {
                    act.accept(id, form.act());
                    return new Done(pages.place().at(page(id)), says);
                },
                (status, notice) -> page(status, request, reader.read(id, notice)));
    }

    private static Tuning allowed(Request request, Tuning before) {
        var after = tuning(request, before);
        if (RaisedLimits.in(before, after)) {
            Asked.requireAdmin(request);
        }
        return after;
    }

    private static Tuning tuning(Request request, Tuning before) {
        try {
            return before.chunkTime(Pages.typed(request.form("chunk-time"))
                            .map(Durations::parse)
                            .orElse(before.chunkTime()))
                    .rows(number(request, "rows"))
                    .roots(number(request, "roots"))
                    .runtime(Pages.typed(request.form("runtime")).map(Durations::parse));
        } catch (IllegalArgumentException unreadable) {
            throw RequestFaults.invalid(
                    "A time or limit cannot be read: times are like 250ms or 2h, limits whole numbers.");
        }
    }

    private static Optional<Long> number(Request request, String name) {
        return Pages.typed(request.form(name)).map(text -> Long.parseLong(text.replaceAll("[_,]", "")));
    }
}
