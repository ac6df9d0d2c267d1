package dev.coppice.testkit.internal;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where a PostgreSQL that somebody else runs is found, and who connects. */
record ServerAddress(String url, String user, String password) {
    private static final String PREFIX = "jdbc:postgresql://";

    ServerAddress {
        if (!url.startsWith(PREFIX) || url.indexOf('/', PREFIX.length()) < 0 || url.contains("?")) {
            throw new IllegalArgumentException(
                    "coppice.test.url must look like jdbc:postgresql://host:port/database, without parameters, was: "
                            + url);
        }
    }

    /** The address in the system properties or else in the environment; none means an embedded server. */
    static Optional<ServerAddress> configured(
            UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {
        var url = setting("url", properties, environment);
        if (url == null || url.isBlank()) {
            return Optional.empty();
        }
        var user = setting("user", properties, environment);
        var password = setting("password", properties, environment);
        return Optional.of(new ServerAddress(url, user == null ? "postgres" : user, password == null ? "" : password));
    }

    /** The address of another database of the same server. */
    String url(String database) {
        return url.substring(0, url.lastIndexOf('/') + 1) + database;
    }

    String database() {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static @Nullable String setting(
            String name, UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {
        var property = properties.apply("coppice.test." + name);
        return property == null
                ? environment.apply("COPPICE_TEST_" + name.toUpperCase(java.util.Locale.ROOT))
                : property;
    }
}
