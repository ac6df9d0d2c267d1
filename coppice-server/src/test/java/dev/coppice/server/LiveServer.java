package dev.coppice.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A server on a free loopback port over a migrated database, and a client that follows no redirect. */
public final class LiveServer implements AutoCloseable {
    private final TestDatabase database;
    private final CoppiceServer server;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private LiveServer(TestDatabase database, CoppiceServer server) {
        this.database = database;
        this.server = server;
        this.port = server.port();
    }

    public static LiveServer on(TestDatabase database) {
        return on(database, config -> config);
    }

    public static LiveServer on(TestDatabase database, Function<ServerConfig, ServerConfig> refined) {
        new CoppiceSchema(database.dataSource()).migrate();
        var config = refined.apply(ServerConfig.pooled(database.url(), database.user(), database.password()));
        return new LiveServer(database, CoppiceServer.of(config).start());
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public <T> T write(Function<DSLContext, T> work) {
        return DSL.using(database.dataSource(), SQLDialect.POSTGRES)
                .transactionResult(scope -> work.apply(scope.dsl()));
    }

    String token(Role role) {
        return issue(role).secret();
    }

    IssuedToken issue(Role role, TokenScope... scopes) {
        var wanted = new NewToken("test " + role.word(), role, Duration.ofDays(1), "test", "a test needs it")
                .scopes(List.of(scopes));
        return write(db -> Tokens.in(db).create(wanted));
    }

    public String loginLink(Role role) {
        return loginLink("ana", role);
    }

    public String loginLink(String name, Role role) {
        return write(db -> LoginLinks.in(db).create(name, role));
    }

    /** Opens a session as a browser does and gives its cookie, {@code name=value}. */
    String session(Role role) {
        return session("ana", role);
    }

    String session(String name, Role role) {
        var entered = form(loginLink(name, role), Map.of(), request -> {});
        return entered.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    HttpResponse<String> get(String path) {
        return get(path, request -> {});
    }

    HttpResponse<String> get(String path, Consumer<HttpRequest.Builder> refined) {
        return send("GET", path, refined);
    }

    HttpResponse<String> send(String method, String path, Consumer<HttpRequest.Builder> refined) {
        return send(client, method, path, refined);
    }

    HttpResponse<String> getFrom(String address, String path, Consumer<HttpRequest.Builder> refined) {
        return sendFrom(address, "GET", path, refined);
    }

    HttpResponse<String> sendFrom(String address, String method, String path, Consumer<HttpRequest.Builder> refined) {
        try (var other = HttpClient.newBuilder()
                .localAddress(InetAddress.getByName(address))
                .build()) {
            return send(other, method, path, refined);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    HttpResponse<String> form(String path, Map<String, String> fields, Consumer<HttpRequest.Builder> refined) {
        var body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return send("POST", path, request -> {
            request.method("POST", BodyPublishers.ofString(body))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Accept", "text/html");
            refined.accept(request);
        });
    }

    HttpResponse<String> json(String method, String path, String body, String token) {
        return send(
                method,
                path,
                request -> request.method(method, BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token));
    }

    static Consumer<HttpRequest.Builder> bearer(String token) {
        return request -> request.header("Authorization", "Bearer " + token);
    }

    static Consumer<HttpRequest.Builder> cookie(String session) {
        return request -> request.header("Cookie", session).header("Accept", "text/html");
    }

    private HttpResponse<String> send(
            HttpClient with, String method, String path, Consumer<HttpRequest.Builder> refined) {
        var request = HttpRequest.newBuilder(URI.create(url() + path))
                .method(method, BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20));
        refined.accept(request);
        try {
            return with.send(request.build(), BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new AssertionError("no answer from " + path, broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        }
    }

    /** Begins what the server does by itself. */
    public void work() {
        server.work();
    }

    /** Closes the server and leaves the client open. */
    void stop() {
        server.close();
    }

    boolean refusesConnections() {
        try (var probe = new java.net.Socket()) {
            probe.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
