package dev.coppice.server.internal.pruning;

import dev.coppice.control.Act;
import dev.coppice.prune.BrakeName;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Tuning;
import dev.coppice.server.Role;
import dev.coppice.server.document.CampaignDocument;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.api.Pages;
import dev.coppice.server.internal.api.ReasonBody;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.EventSource;
import dev.coppice.server.internal.http.Handler;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import dev.coppice.server.internal.http.Snapshot;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Campaigns: shown, watched and steered, whichever process executes them. */
final class CampaignRoutes {
    static final String PATH = "/api/v1/campaigns";

    private static final String ONE = PATH + "/{id}";
    private static final String WORD = "campaign";
    private static final int LEFT_SHOWN = 200;
    private static final int BRAKES_SHOWN = 20;

    private final PruningHost host;

    CampaignRoutes(PruningHost host) {
        this.host = host;
    }

    /**
     * Another aim, or other limits; what is left out stays.
     *
     * @param chunkTime how long one chunk aims to take, as in 250ms
     * @param rows how many rows of all tables may go
     * @param roots how many rows of its own table may go
     * @param runtime for how long it may run, as in 2h
     * @param without which of {@code rows}, {@code roots} and {@code runtime} have no limit any more
     * @param brakes what brakes are set to by name, or off
     * @param reason why
     */
    record RetuneBody(
            @Nullable String chunkTime,
            @Nullable Long rows,
            @Nullable Long roots,
            @Nullable String runtime,
            @Nullable Set<String> without,
            @Nullable Map<String, String> brakes,
            @Nullable String reason) {}

    List<Route> routes() {
        return List.of(
                read(PATH, this::list, CursorPage.class, "Lists campaigns, newest first")
                        .paged()
                        .asks(Query.text("policy"))
                        .of(CampaignDocument.class),
                read(ONE, this::show, CampaignDocument.class, "Shows a campaign with what it has left and why"),
                read(
                                ONE + "/events",
                                this::events,
                                CampaignDocument.class,
                                "Sends it at each change until it has ended")
                        .streams(),
                act("pause", request -> acted(request, Campaigns::pause), "Pauses it after the chunk under way"),
                act(
                        "resume",
                        request -> handed(request, Handover::resume),
                        "Takes back a pause; the servers carry it on where no process does"),
                act(
                        "carry-on",
                        request -> handed(request, Handover::carryOn),
                        "Has the servers carry it on, whoever began it; takes back a pause"),
                act(
                        "abort",
                        request -> acted(request, Campaigns::abort),
                        "Ends it after the chunk under way, for good"),
                act(
                                "retune",
                                this::retune,
                                "Changes its aim, limits and brakes; to raise a limit or set a brake is an admin's")
                        .takes(RetuneBody.class));
    }

    private Reply list(Request request) {
        var newest = CampaignQuery.newest(Asked.limit(request));
        var behind = Asked.next(request);
        var paged = behind.isPresent() ? newest.before(behind.getAsLong()) : newest;
        var query = Asked.name(request, "policy").map(paged::of).orElse(paged);
        return Reply.ok(Pages.of(campaigns().list(query), this::listed));
    }

    private CampaignDocument listed(Campaign campaign) {
        var working = campaign.state().working();
        return CampaignDocument.listed(campaign, working ? campaigns().workers(campaign.id()) : List.of());
    }

    private Reply show(Request request) {
        return Reply.ok(whole(Asked.identity(request, WORD)));
    }

    private Reply events(Request request) {
        long id = Asked.identity(request, WORD);
        return new Reply.Events(EventSource.of("campaign " + id, () -> snapshot(id)));
    }

    private Snapshot snapshot(long id) {
        var campaign = whole(id);
        return Snapshot.of(campaign, campaign.endedAt() != null);
    }

    private CampaignDocument whole(long id) {
        var report = campaigns().report(id).orElseThrow(() -> Asked.notFound(WORD));
        var alive = report.campaign().state().working() && campaigns().alive(id);
        return CampaignDocument.whole(
                report,
                alive,
                alive ? campaigns().workers(id) : List.of(),
                campaigns().left(id, LEFT_SHOWN),
                campaigns().brakes(id, BRAKES_SHOWN),
                campaigns().window(id));
    }

    private Reply acted(Request request, Change change) {
        var act = Asked.act(request, request.body(ReasonBody.class).reason());
        return Reply.ok(CampaignDocument.of(change.on(campaigns(), Asked.identity(request, WORD), act)));
    }

    private Reply handed(Request request, Handing handing) {
        var act = Asked.act(request, request.body(ReasonBody.class).reason());
        var id = Asked.identity(request, WORD);
        return Reply.ok(CampaignDocument.of(handing.on(new Handover(host), id, act)));
    }

    private Reply retune(Request request) {
        long id = Asked.identity(request, WORD);
        var body = request.body(RetuneBody.class);
        var act = Asked.act(request, body.reason());
        var change = change(body);
        UnaryOperator<Tuning> allowed = before -> {
            var after = change.apply(before);
            if (RaisedLimits.in(before, after)) {
                Asked.require(request, Role.ADMIN);
            }
            return after;
        };
        return Reply.ok(CampaignDocument.of(campaigns().retune(id, allowed, act)));
    }

    private static UnaryOperator<Tuning> change(RetuneBody body) {
        var without = Optional.ofNullable(body.without()).orElse(Set.of());
        if (!Set.of("rows", "roots", "runtime").containsAll(without)) {
            throw RequestFaults.invalid("Without a limit may be: rows, roots, runtime.");
        }
        var rows = Bound.count(body.rows(), "rows", 1);
        var roots = Bound.count(body.roots(), "roots", 0);
        var runtime = Bound.time(body.runtime(), "runtime");
        var chunkTime = Bound.time(body.chunkTime(), "chunkTime");
        var brakes = brakes(body);
        if (without.isEmpty()
                && rows.or(() -> roots).isEmpty()
                && runtime.or(() -> chunkTime).isEmpty()
                && brakes.isEmpty()) {
            throw RequestFaults.invalid("It changes none of chunkTime, rows, roots, runtime and brakes.");
        }
        return before -> before.chunkTime(chunkTime.orElse(before.chunkTime()))
                .rows(limit(without.contains("rows"), rows, before.rows()))
                .roots(limit(without.contains("roots"), roots, before.roots()))
                .runtime(limit(without.contains("runtime"), runtime, before.runtime()))
                .brakes(brakes);
    }

    private static Map<BrakeName, String> brakes(RetuneBody body) {
        var brakes = new EnumMap<BrakeName, String>(BrakeName.class);
        try {
            for (var brake : Optional.ofNullable(body.brakes()).orElse(Map.of()).entrySet()) {
                var name = BrakeName.of(brake.getKey());
                name.require(brake.getValue());
                brakes.put(name, brake.getValue());
            }
        } catch (IllegalArgumentException unknown) {
            throw RequestFaults.invalid("The " + unknown.getMessage() + ".");
        }
        return brakes;
    }

    private static <T> Optional<T> limit(boolean none, Optional<T> wanted, Optional<T> before) {
        return none ? Optional.empty() : wanted.or(() -> before);
    }

    private Campaigns campaigns() {
        return Campaigns.on(host.source());
    }

    @FunctionalInterface
    private interface Change {
        Campaign on(Campaigns campaigns, long id, Act act);
    }

    @FunctionalInterface
    private interface Handing {
        Campaign on(Handover servers, long id, Act act);
    }

    private static Route read(String path, Handler handler, Class<?> gives, String summary) {
        return Route.get(path, handler).access(Access.VIEWER).gives(gives).summary(summary);
    }

    private static Route act(String word, Handler handler, String summary) {
        return Route.post(ONE + "/" + word, handler)
                .access(Access.OPERATOR)
                .takes(ReasonBody.class)
                .gives(CampaignDocument.class)
                .summary(summary);
    }
}
