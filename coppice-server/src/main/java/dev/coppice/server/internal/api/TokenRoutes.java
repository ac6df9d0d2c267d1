package dev.coppice.server.internal.api;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.server.NewToken;
import dev.coppice.server.Role;
import dev.coppice.server.TokenScope;
import dev.coppice.server.Tokens;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.TokenDocument;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens over HTTP; admins alone. */
public final class TokenRoutes {
    private static final String PATH = "/api/v1/tokens";
    private static final int DEFAULT_LIMIT = 100;
    private static final int DEFAULT_DAYS = 90;

    private final HomeDatabase home;

    /** Routes on the tokens in {@code home}. */
    public TokenRoutes(HomeDatabase home) {
        this.home = home;
    }

    /**
     * A token to make.
     *
     * @param name what it is for
     * @param role member, viewer, operator or admin
     * @param days how long it is good for; 90 when left out
     * @param reason why
     * @param scopes the scopes of settings its bearer belongs to
     */
    public record TokenRequest(
            @Nullable String name,
            @Nullable String role,
            @Nullable Integer days,
            @Nullable String reason,
            @Nullable List<ScopeRequest> scopes) {}

    /**
     * A scope of a token to make.
     *
     * @param type its type
     * @param id its id
     * @param manages whether the bearer may write what everybody in it inherits; not when left out
     */
    public record ScopeRequest(
            @Nullable String type,
            @Nullable String id,
            @Nullable Boolean manages) {}

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                Route.get(PATH, this::list)
                        .access(Access.ADMIN)
                        .gives(CursorPage.class)
                        .of(TokenDocument.class)
                        .paged()
                        .summary("Lists tokens, newest first"),
                Route.post(PATH, this::create)
                        .access(Access.ADMIN)
                        .takes(TokenRequest.class)
                        .gives(TokenDocument.class)
                        .secret()
                        .answers(201)
                        .summary("Makes a token; its secret is shown this once"),
                Route.delete(PATH + "/{id}", this::revoke)
                        .access(Access.ADMIN)
                        .gives(TokenDocument.class)
                        .asks(Query.text("reason"))
                        .summary("Revokes a token; the parameter reason says why"));
    }

    private Reply list(Request request) {
        int limit = request.query("limit").map(TokenRoutes::number).orElse(DEFAULT_LIMIT);
        var page = home.transaction(db -> Tokens.in(db).list(request.query(Asked.NEXT), limit));
        var items = page.items().stream().map(TokenDocument::of).toList();
        return Reply.ok(new CursorPage<>(items, page.next()));
    }

    private Reply create(Request request) {
        var asked = request.body(TokenRequest.class);
        var wanted = new NewToken(
                required(asked.name(), "name"),
                role(required(asked.role(), "role")),
                Duration.ofDays(asked.days() == null ? DEFAULT_DAYS : asked.days()),
                request.principal().name(),
                required(asked.reason(), "reason"),
                scopes(asked.scopes()));
        var issued = home.transaction(db -> Tokens.in(db).create(wanted));
        return Reply.created(TokenDocument.of(issued));
    }

    private Reply revoke(Request request) {
        long id = identity(request.path("id"));
        var reason = required(request.query("reason").orElse(null), "reason");
        var revoked = home.transaction(
                db -> Tokens.in(db).revoke(id, request.principal().name(), reason));
        return Reply.ok(TokenDocument.of(revoked.orElseThrow(TokenRoutes::notFound)));
    }

    private static String required(@Nullable String value, String field) {
        if (value == null) {
            throw RequestFaults.invalid("It has no \"" + field + "\".");
        }
        return value;
    }

    private static List<TokenScope> scopes(@Nullable List<ScopeRequest> asked) {
        return asked == null
                ? List.of()
                : asked.stream().map(TokenRoutes::scope).toList();
    }

    private static TokenScope scope(@Nullable ScopeRequest asked) {
        if (asked == null
                || asked.type() == null
                || asked.id() == null
                || asked.id().isEmpty()) {
            throw RequestFaults.invalid("Each of \"scopes\" needs a \"type\" and an \"id\".");
        }
        if (asked.type().isEmpty() || asked.type().equals(ScopeChain.PUBLIC)) {
            throw RequestFaults.invalid("A \"type\" in \"scopes\" is empty or public, which everybody belongs to.");
        }
        return new TokenScope(Scope.of(asked.type(), asked.id()), Boolean.TRUE.equals(asked.manages()));
    }

    private static Role role(String word) {
        try {
            return Role.of(word);
        } catch (IllegalArgumentException unknown) {
            throw RequestFaults.invalid("The role must be member, viewer, operator or admin.");
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException noNumber) {
            throw RequestFaults.invalid("The limit is not a number.");
        }
    }

    private static long identity(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException noNumber) {
            throw notFound();
        }
    }

    private static CoppiceException notFound() {
        return Fault.of("token.not-found", Kind.NOT_FOUND)
                .refused("The token was not revoked.")
                .found("There is no token of that number.")
                .changed("Nothing was changed.")
                .next("GET /api/v1/tokens lists them.")
                .exception();
    }
}
