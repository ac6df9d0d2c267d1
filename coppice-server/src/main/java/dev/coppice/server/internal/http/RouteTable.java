package dev.coppice.server.internal.http;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All routes: the one source of what the server answers, who may ask, and how both are described. A value for any thread.
 *
 * @param routes the rows
 */
public record RouteTable(List<Route> routes) {
    /** Refuses two rows for one method and path. */
    public RouteTable {
        routes = List.copyOf(routes);
        var seen = new HashSet<String>();
        for (var route : routes) {
            if (!seen.add(route.method() + " " + route.path())) {
                throw new IllegalArgumentException("two routes for " + route.method() + " " + route.path());
            }
        }
    }

    /** This table with further rows. */
    public RouteTable and(List<Route> further) {
        return new RouteTable(Stream.concat(routes.stream(), further.stream()).toList());
    }

    /** This table with two more rows, which describe all rows to viewers: in short, and as an OpenAPI document. */
    public RouteTable describedAt(String path, String openApi) {
        var all = and(List.of(
                described(path, Description.class, "Describes every route", request -> Reply.ok(List.of())),
                described(openApi, Map.class, "Describes the API in OpenAPI's form", request -> Reply.ok(List.of()))));
        return and(List.of(
                described(path, Description.class, "Describes every route", request -> Reply.ok(all.describe())),
                described(
                        openApi,
                        Map.class,
                        "Describes the API in OpenAPI's form",
                        request -> Reply.ok(OpenApi.of(all)))));
    }

    private static Route described(String path, Class<?> gives, String summary, Handler handler) {
        return Route.get(path, handler).access(Access.VIEWER).gives(gives).summary(summary);
    }

    /** The rows as a document. */
    public Description describe() {
        return new Description(routes.stream().map(RouteTable::describe).toList());
    }

    /**
     * The table as a document.
     *
     * @param items one for each row
     */
    public record Description(List<Item> items) {}

    /**
     * One row as a document.
     *
     * @param method the HTTP method
     * @param path the template
     * @param role the least role, or {@code anonymous}
     * @param summary one line on what it does
     * @param body what goes in and out
     */
    public record Item(String method, String path, String role, String summary, Body body) {}

    /**
     * What goes in and out.
     *
     * @param request the fields of the request's body
     * @param response the fields of the answer; {@code html} for a page
     */
    public record Body(List<String> request, List<String> response) {}

    private static Item describe(Route route) {
        var contract = route.contract();
        var role = contract.access().least().map(least -> least.word()).orElse("anonymous");
        var body = new Body(fields(contract.takes()), fields(contract.gives()));
        return new Item(route.method().name(), route.path(), role, contract.summary(), body);
    }

    private static List<String> fields(Class<?> type) {
        if (Reply.class.isAssignableFrom(type)) {
            return List.of("html");
        }
        return type.isRecord()
                ? Arrays.stream(type.getRecordComponents())
                        .map(part -> part.getName())
                        .toList()
                : List.of();
    }
}
