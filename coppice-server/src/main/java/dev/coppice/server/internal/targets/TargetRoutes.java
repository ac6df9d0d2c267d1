package dev.coppice.server.internal.targets;

import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.control.FreezeState;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Policy;
import dev.coppice.server.Role;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.FreezeDocument;
import dev.coppice.server.document.FreezesDocument;
import dev.coppice.server.document.Glance;
import dev.coppice.server.document.TargetDocument;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.api.LongCalls;
import dev.coppice.server.internal.api.ReasonBody;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import dev.coppice.server.internal.targets.Everywhere.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What goes over all targets: a glance at each, and the brake that stops them all. */
public final class TargetRoutes {
    static final String PATH = "/api/v1/targets";

    /** Beside the paths of targets, so that no target can have its name. */
    private static final String FREEZES = "/api/v1/freezes";

    /** Longer than a connection and a statement of a glance may take. */
    private static final Everywhere LOOKED = new Everywhere(Duration.ofSeconds(15));

    /** Longer than the locks and statements it waits for. */
    private static final Everywhere CHANGED = new Everywhere(Duration.ofMinutes(1));

    private static final int PARTLY = 207;

    private final List<Ground> grounds;
    private final LongCalls glances = LongCalls.ofGlances();

    /** Of these targets; no routes where there is none. */
    public TargetRoutes(List<Ground> grounds) {
        this.grounds = List.copyOf(grounds);
    }

    /** The routes. */
    public List<Route> routes() {
        if (grounds.isEmpty()) {
            return List.of();
        }
        return List.of(
                Route.get(PATH, request -> Reply.ok(new CursorPage<>(looked(request, grounds), null)))
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .of(TargetDocument.class)
                        .summary(
                                "Shows each target: whether it is reachable, what runs in it and what keeps it from running"),
                Route.get(PATH + "/{" + Mount.PARAMETER + "}", this::show)
                        .access(Access.VIEWER)
                        .gives(TargetDocument.class)
                        .summary("Shows a target"),
                Route.post(FREEZES, this::freeze)
                        .access(Access.OPERATOR)
                        .takes(ReasonBody.class)
                        .gives(FreezesDocument.class)
                        .answers(200, PARTLY)
                        .summary("Stops everything that deletes in every target: 207 where that is not known of each"),
                Route.delete(FREEZES, this::unfreeze)
                        .access(Access.ADMIN)
                        .gives(FreezesDocument.class)
                        .answers(200, PARTLY)
                        .asks(Query.text("reason"))
                        .summary("Lets deleting go on in every target; the parameter reason says why"));
    }

    private Reply show(Request request) {
        var name = request.path(Mount.PARAMETER);
        var named =
                grounds.stream().filter(ground -> ground.target().equals(name)).toList();
        if (named.isEmpty()) {
            throw TargetFaults.notFound();
        }
        return Reply.ok(looked(request, named).getFirst());
    }

    private List<TargetDocument> looked(Request request, List<Ground> which) {
        boolean admin = request.principal()
                .role()
                .filter(role -> role.includes(Role.ADMIN))
                .isPresent();
        return glances
                .run(() -> LOOKED.ask(
                        which, ground -> new Glance(ground.database().source(), ground.database()::transaction).look()))
                .stream()
                .map(answer -> document(answer, admin))
                .toList();
    }

    /** As whom the database is connected to is for admins. */
    private static TargetDocument document(Answer<TargetDocument.Found> answer, boolean admin) {
        var ground = answer.ground();
        return new TargetDocument(
                ground.target(),
                ground.place().address(),
                admin ? ground.place().user() : null,
                ground.pruning().policies().stream().map(Policy::name).toList(),
                answer.fault(),
                answer.value());
    }

    private Reply freeze(Request request) {
        return changed(true, Asked.act(request, request.body(ReasonBody.class).reason()));
    }

    private Reply unfreeze(Request request) {
        return changed(false, Asked.act(request, request.query("reason").orElse(null)));
    }

    private Reply changed(boolean frozen, Act act) {
        var answers = CHANGED.ask(grounds, ground -> stand(ground, frozen, act));
        var asked = answers.stream()
                .map(answer -> new FreezesDocument.Asked(
                        answer.ground().target(),
                        answer.fault() == null ? null : TargetDocument.Trouble.of(answer.fault())))
                .toList();
        var items = answers.stream().map(Answer::value).filter(Objects::nonNull).toList();
        return new Reply.Answer(
                items.stream().filter(item -> item.frozen() == frozen).count() == grounds.size() ? 200 : PARTLY,
                new FreezesDocument(items, null, asked),
                Map.of());
    }

    /** One that is as it should be already is left as it is, so that the same can be asked again. */
    private static FreezesDocument.Item stand(Ground ground, boolean frozen, Act act) {
        try {
            return ground.guards().change(db -> {
                var freeze = Freeze.in(db);
                boolean changed = freeze.state() instanceof FreezeState.Frozen != frozen;
                if (changed && frozen) {
                    freeze.freeze(act);
                } else if (changed) {
                    freeze.unfreeze(act);
                }
                return item(ground, FreezeDocument.of(freeze.state()), changed);
            });
        } catch (CoppiceException refused) {
            // Somebody else did it between the look and the change.
            if (!refused.code().equals(frozen ? "freeze.already-frozen" : "freeze.not-frozen")) {
                throw refused;
            }
            return item(
                    ground,
                    ground.database()
                            .transaction(db -> FreezeDocument.of(Freeze.in(db).state())),
                    false);
        }
    }

    private static FreezesDocument.Item item(Ground ground, FreezeDocument state, boolean changed) {
        return FreezesDocument.Item.of(ground.target(), state, changed);
    }
}
