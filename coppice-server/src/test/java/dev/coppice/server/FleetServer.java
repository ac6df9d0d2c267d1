package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.server.ServerConfig.Home;
import dev.coppice.server.ServerConfig.Target;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * One server over three shops, each of 400 carts of which 300 are closed long ago: its home is called hub, the others eu-1 and eu-2,
 * and eu-2 can go away.
 */
public final class FleetServer implements AutoCloseable {
    final TestDatabase hub;
    final Sibling first;
    final Sibling second;
    final AwayDataSource way;
    final String admin;
    final String operator;
    final String viewer;
    private LiveServer live;

    private FleetServer(TestDatabase hub, UnaryOperator<ServerConfig> refined, String... lines) {
        this.hub = hub;
        this.first = Sibling.of(hub, "_1", "template0");
        PruningServer.open(hub);
        PruningServer.open(first);
        new CoppiceSchema(first.dataSource()).migrate();
        this.second = Sibling.of(hub, "_2", first.schema());
        this.way = new AwayDataSource(second.dataSource(), Integer.MAX_VALUE);
        this.live = LiveServer.on(hub, config -> refined.apply(config.over("hub", targets(lines))));
        this.admin = live.token(Role.ADMIN);
        this.operator = live.token(Role.OPERATOR);
        this.viewer = live.token(Role.VIEWER);
    }

    /** The policy closed-carts runs in each, with more lines. */
    public static FleetServer on(TestDatabase hub, String... lines) {
        return new FleetServer(hub, config -> config, lines);
    }

    /** The same on a server that is set up as the test wants. */
    public static FleetServer on(TestDatabase hub, UnaryOperator<ServerConfig> refined, String... lines) {
        return new FleetServer(hub, refined, lines);
    }

    private List<Target> targets(String... lines) {
        var policies = PruningServer.policies(lines);
        return List.of(
                new Target("hub", new Home.Pooled(hub.url(), hub.user(), hub.password()), policies),
                new Target("eu-1", new Home.Pooled(first.url(), first.user(), first.password()), policies),
                new Target("eu-2", new Home.Given(way.source()), policies));
    }

    public LiveServer live() {
        return live;
    }

    /** Stops the server and starts another on the same databases. */
    void restart(String... lines) {
        live.close();
        live = LiveServer.on(hub, config -> config.over("hub", targets(lines)));
    }

    HttpResponse<String> get(String path) {
        return live.get("/api/v1/" + path, bearer(viewer));
    }

    /** Sends JSON in which quotation marks are written as apostrophes. */
    HttpResponse<String> post(String path, String body, String token) {
        return live.json("POST", "/api/v1/" + path, body.replace('\'', '"'), token);
    }

    HttpResponse<String> delete(String path) {
        return live.send("DELETE", "/api/v1/" + path, bearer(admin));
    }

    /** Connections to the first. */
    public DataSource first() {
        return first.dataSource();
    }

    /** The second goes away. */
    public void leave() {
        way.leave(0);
    }

    /** The second is back. */
    public void back() {
        way.back();
    }

    /** Of each shop how many carts it has: the hub, the first, the second. */
    public String carts() {
        return of("SELECT count(*) FROM shop.cart");
    }

    /** Of each shop the first value of the first row. */
    String of(String query) {
        return PruningServer.one(hub, query) + " " + PruningServer.one(first, query) + " "
                + PruningServer.one(second, query);
    }

    @Override
    public void close() {
        live.close();
        first.close();
        second.close();
    }
}
