package dev.coppice.cli.internal.connect;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The database a command works on.
 *
 * @param url its address
 * @param origin where the address came from, as shown to the user
 * @param config the {@code coppice.yaml} that goes with it, where there is one
 */
public record Target(PostgresUrl url, String origin, Optional<Path> config) {

    /** What the user is told before anything is done. */
    public String note() {
        return "target: " + url + ", from " + origin;
    }

    /** Hands out connections, after one was opened to see that the server is there and lets us in. */
    public DataSource connect(Map<String, String> environment) {
        var source = url.credentials(environment).dataSource();
        try (var opened = source.getConnection()) {
            return source;
        } catch (SQLException failure) {
            throw ConnectionFaults.explain(failure, url).exception(failure);
        }
    }
}
