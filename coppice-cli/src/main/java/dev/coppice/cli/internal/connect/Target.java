package dev.coppice.cli.internal.connect;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The database a command works on.
 *
 * @param name what it is called where several are declared; empty where it is the only one
 * @param url its address
 * @param origin where the address came from, as shown to the user
 * @param config the {@code coppice.yaml} that goes with it, where there is one
 */
public record Target(Optional<String> name, PostgresUrl url, String origin, Optional<Path> config) {

    /** One without a name. */
    public static Target unnamed(PostgresUrl url, String origin, Optional<Path> config) {
        return new Target(Optional.empty(), url, origin, config);
    }

    /** What the user is told before anything is done. */
    public String note() {
        return "target: " + name.map(own -> own + ", ").orElse("") + url + ", from " + origin;
    }

    /** What it is called, or its address. */
    public String called() {
        return name.orElseGet(url::toString);
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
