package dev.coppice.server.internal.targets;

import dev.coppice.server.internal.http.EventSource;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Offers the routes of each target under a path of its own: {@code /api/v1/policies} as
 * {@code /api/v1/targets/{target}/policies}, the page {@code /campaigns} as {@code /targets/{target}/campaigns}. Each target comes
 * with the same rows, whose handlers work on its database and know nothing of this: the path says whose is asked, and what it
 * answers leads back to where it was asked. A value for any thread.
 */
public final class Mount {
    static final String PARAMETER = "target";

    private final List<Route> rows;
    private final Map<String, List<Route>> targets;
    private final Addresses addresses;

    /**
     * Of the rows of each target, by its name.
     *
     * @throws IllegalArgumentException where two targets have not the same rows
     */
    public Mount(Map<String, List<Route>> targets) {
        this.targets = Map.copyOf(targets);
        this.rows = targets.values().stream().findFirst().orElse(List.of());
        this.addresses = new Addresses(rows.stream().map(Route::path).toList());
        var wanted = rows.stream().map(Mount::row).toList();
        targets.forEach((target, routes) -> {
            if (!routes.stream().map(Mount::row).toList().equals(wanted)) {
                throw new IllegalArgumentException("target " + target + " must have the routes of the others");
            }
        });
    }

    /** The rows of all targets, each for whom the handlers' own are. */
    public List<Route> routes() {
        return IntStream.range(0, rows.size()).mapToObj(this::mounted).toList();
    }

    /** The address of a page or a call of a target. */
    public static String address(String target, String path) {
        return Addresses.of(target, path);
    }

    private Route mounted(int row) {
        var own = rows.get(row);
        return new Route(
                own.method(),
                Addresses.of("{" + PARAMETER + "}", own.path()),
                own.contract(),
                request -> answer(row, request));
    }

    private Reply answer(int row, Request request) {
        var target = request.path(PARAMETER);
        var own = targets.get(target);
        if (own == null) {
            throw TargetFaults.notFound();
        }
        return within(target, () -> placed(target, own.get(row).handler().handle(request)));
    }

    private Reply placed(String target, Reply reply) {
        return switch (reply) {
            case Reply.Answer json -> new Reply.Answer(json.status(), json.value(), located(target, json.headers()));
            case Reply.Page page -> new Reply.Page(page.status(), page.content(), located(target, page.headers()));
            case Reply.Raw raw -> new Reply.Raw(raw.status(), raw.type(), raw.text(), located(target, raw.headers()));
            case Reply.SeeOther there ->
                new Reply.SeeOther(addresses.within(target, there.location()), located(target, there.headers()));
            case Reply.Events events -> new Reply.Events(watched(target, events.source()));
            case Reply.NotModified same -> same;
            case Reply.Download download -> download;
        };
    }

    private Map<String, String> located(String target, Map<String, String> headers) {
        if (!headers.containsKey("Location")) {
            return headers;
        }
        var located = new LinkedHashMap<>(headers);
        located.computeIfPresent("Location", (name, location) -> addresses.within(target, location));
        return located;
    }

    /** Two targets have campaigns of one number, and who watches the one must not see the other. */
    private EventSource watched(String target, EventSource source) {
        return new EventSource(
                "target " + target + ", " + source.key(),
                source.every(),
                () -> within(target, () -> source.look().get()));
    }

    private <T> T within(String target, Supplier<T> work) {
        return TargetFaults.telling(target, addresses, work);
    }

    private static String row(Route route) {
        return route.method() + " " + route.path();
    }
}
