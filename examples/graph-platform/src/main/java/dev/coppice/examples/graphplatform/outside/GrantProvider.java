package dev.coppice.examples.graphplatform.outside;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/**
 * The provider that connections lead to, on the loopback address: a grant is there ({@code GET /grants/ID} answers 204) until
 * {@code DELETE /grants/ID}; after that both answer 404. Safe for any thread.
 */
public final class GrantProvider implements AutoCloseable {
    private static final int DONE = 204;
    private static final int NOT_FOUND = 404;
    private static final String GRANTS = "/grants/";

    private final HttpServer http;
    private final Set<String> grants = new ConcurrentSkipListSet<>();

    private GrantProvider(HttpServer http) {
        this.http = http;
    }

    /** Starts one with a grant for each connection there is; port 0 finds a free one. */
    public static GrantProvider start(DataSource database, int port) throws SQLException, IOException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        var provider = new GrantProvider(http);
        provider.grantAll(database);
        http.createContext(GRANTS, provider::answer);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
        return provider;
    }

    /** The port it listens on. */
    public int port() {
        return http.getAddress().getPort();
    }

    /** The connections that have a grant. */
    public Set<String> grants() {
        return Set.copyOf(grants);
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void grantAll(DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT connection_id FROM app.connection")) {
            while (row.next()) {
                grants.add(row.getString(1));
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var id = exchange.getRequestURI().getPath().substring(GRANTS.length());
            var known = exchange.getRequestMethod().equals("DELETE") ? grants.remove(id) : grants.contains(id);
            exchange.sendResponseHeaders(known ? DONE : NOT_FOUND, -1);
        }
    }
}
