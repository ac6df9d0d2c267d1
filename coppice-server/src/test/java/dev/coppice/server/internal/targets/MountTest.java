package dev.coppice.server.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.server.internal.access.Principal;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.EventSource;
import dev.coppice.server.internal.http.Handler;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MountTest {
    private static final String ONE = "/api/v1/campaigns/{id}";

    @Test
    void each_row_has_the_target_in_its_path_and_all_else_of_its_own() {
        var own =
                Route.post(ONE, request -> Reply.ok("")).access(Access.OPERATOR).takes(Integer.class);
        var page = Route.get("/campaigns", request -> Reply.ok("")).access(Access.VIEWER);

        var mounted = new Mount(Map.of("eu-1", List.of(own, page))).routes();

        assertThat(mounted)
                .extracting(Route::path)
                .containsExactly("/api/v1/targets/{target}/campaigns/{id}", "/targets/{target}/campaigns");
        assertThat(mounted).extracting(Route::contract).containsExactly(own.contract(), page.contract());
        assertThat(mounted).extracting(Route::method).containsExactly(own.method(), page.method());
        assertThat(new Mount(Map.of()).routes()).isEmpty();
    }

    @Test
    void the_target_of_the_path_answers_and_no_other() {
        var handlers = new LinkedHashMap<String, Handler>();
        handlers.put("eu-1", request -> Reply.ok("first"));
        handlers.put("eu-2", request -> Reply.ok("second"));

        assertThat(asked(handlers, "eu-1")).isEqualTo(Reply.ok("first"));
        assertThat(asked(handlers, "eu-2")).isEqualTo(Reply.ok("second"));
        assertThatThrownBy(() -> asked(handlers, "eu-3"))
                .hasMessage("The request was not carried out. This server has no target of that name."
                        + " Nothing was changed. GET /api/v1/targets lists those it has.");
    }

    @Test
    void targets_with_other_rows_than_the_first_are_refused() {
        var first = List.of(Route.get(ONE, request -> Reply.ok("")));
        var second = List.of(Route.delete(ONE, request -> Reply.ok("")));
        var both = new LinkedHashMap<String, List<Route>>();
        both.put("eu-1", first);
        both.put("eu-2", second);

        assertThatThrownBy(() -> new Mount(both))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("target eu-2 must have the routes of the others");
    }

    @Test
    void addresses_lead_back_to_the_target_where_it_has_them() {
        assertThat(asked(request -> Reply.accepted("", "/api/v1/campaigns/7")).headers())
                .containsEntry("Location", "/api/v1/targets/eu-1/campaigns/7");
        assertThat(asked(request -> Reply.accepted("", "/api/v1/campaigns/7?x=1"))
                        .headers())
                .containsEntry("Location", "/api/v1/targets/eu-1/campaigns/7?x=1");
        assertThat(asked(request -> Reply.accepted("", "/api/v1/operations/7")).headers())
                .containsEntry("Location", "/api/v1/operations/7");
        assertThat(asked(request -> new Reply.SeeOther("/api/v1/campaigns/7", Map.of())))
                .isEqualTo(new Reply.SeeOther("/api/v1/targets/eu-1/campaigns/7", Map.of()));
        assertThat(asked(request -> new Reply.SeeOther("/login", Map.of())))
                .isEqualTo(new Reply.SeeOther("/login", Map.of()));
        assertThat(Mount.address("eu-1", "/campaigns/7")).isEqualTo("/targets/eu-1/campaigns/7");
    }

    @Test
    void what_is_refused_tells_addresses_and_commands_of_the_target() {
        assertThat(refused(Fault.of("some.code", Fault.Kind.REFUSED)
                        .found("So it is.")
                        .next("Look at GET /api/v1/campaigns/7; GET /api/v1/routes, or run \"coppice hold list\".")))
                .isEqualTo("So it is. Look at GET /api/v1/targets/eu-1/campaigns/7; GET /api/v1/routes, or run"
                        + " \"coppice hold list --target eu-1\".");
        assertThat(refused(Fault.of("server.database-unreachable", Fault.Kind.UNAVAILABLE)
                        .found("The server cannot reach its database.")))
                .isEqualTo("The server cannot reach the database of target \"eu-1\"."
                        + " Try again once GET /api/v1/targets says it is reachable.");
        assertThat(refused(Fault.of("server.schema-missing", Fault.Kind.UNAVAILABLE)
                        .found("The server's database has no current schema coppice.")
                        .next("Run \"coppice schema migrate\".")))
                .isEqualTo("The database of target \"eu-1\" has no current schema coppice."
                        + " Run \"coppice schema migrate --target eu-1\".");
    }

    @Test
    void who_watches_a_campaign_of_one_target_shares_no_look_with_that_of_another() {
        var reply = asked(request -> new Reply.Events(EventSource.of("campaign 7", () -> {
            throw Fault.of("server.database-unreachable", Fault.Kind.UNAVAILABLE)
                    .exception();
        })));

        var source = ((Reply.Events) reply).source();
        assertThat(source.key()).isEqualTo("target eu-1, campaign 7");
        assertThatThrownBy(() -> source.look().get()).hasMessageContaining("target \"eu-1\"");
        var seen = asked(request -> new Reply.Events(EventSource.of("campaign 7", () -> Snapshot.of("there", true))));
        assertThat(((Reply.Events) seen).source().look().get()).isEqualTo(Snapshot.of("there", true));
    }

    private static String refused(Fault fault) {
        try {
            asked(request -> {
                throw fault.exception();
            });
        } catch (CoppiceException told) {
            return String.valueOf(told.getMessage());
        }
        throw new AssertionError("it was not refused");
    }

    private static Reply asked(Handler handler) {
        return asked(Map.of("eu-1", handler), "eu-1");
    }

    private static Reply asked(Map<String, Handler> handlers, String target) {
        var routes = new LinkedHashMap<String, List<Route>>();
        handlers.forEach((name, handler) -> routes.put(name, List.of(Route.get(ONE, handler))));
        return new Mount(routes).routes().getFirst().handler().handle(new Asked(target));
    }

    /** A request of which nothing but its target is asked for. */
    private record Asked(String target) implements Request {
        @Override
        public Principal principal() {
            throw new AssertionError();
        }

        @Override
        public String address() {
            throw new AssertionError();
        }

        @Override
        public String path(String name) {
            assertThat(name).isEqualTo("target");
            return target;
        }

        @Override
        public Optional<String> query(String name) {
            throw new AssertionError();
        }

        @Override
        public List<String> queries(String name) {
            throw new AssertionError();
        }

        @Override
        public Optional<String> header(String name) {
            throw new AssertionError();
        }

        @Override
        public Optional<String> form(String name) {
            throw new AssertionError();
        }

        @Override
        public Optional<SentForm> sent() {
            throw new AssertionError();
        }

        @Override
        public <T> T body(Class<T> type) {
            throw new AssertionError();
        }
    }
}
