package dev.coppice.cli.internal.connect;

import dev.coppice.ops.Fault;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * The address of a PostgreSQL database, given as {@code jdbc:postgresql://…} or {@code postgresql://…}. Its text form
 * never carries a password.
 */
public final class PostgresUrl {
    private static final Pattern LIBPQ =
            Pattern.compile("postgres(?:ql)?://(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?"
                    + "(?<hosts>[^/?]*)(?:/(?<database>[^?]*))?(?:\\?(?<query>.*))?");
    private static final Pattern PASSWORD_PARAMETER = Pattern.compile("(?<=[?&])password=([^&]*)&?");
    private static final Map<String, String> LIBPQ_PARAMETERS =
            Map.of("application_name", "ApplicationName", "connect_timeout", "connectTimeout");

    private final String jdbcUrl;
    private final @Nullable String user;
    private final @Nullable String password;

    private PostgresUrl(String jdbcUrl, @Nullable String user, @Nullable String password) {
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.password = password;
    }

    /** Reads an address; refuses one the driver would not understand. */
    public static PostgresUrl parse(String address) {
        try {
            var url = address.startsWith("jdbc:")
                    ? new PostgresUrl(address, null, passwordParameter(address))
                    : fromLibpq(address);
            if (url.driverProperties() != null) {
                return url;
            }
        } catch (IllegalArgumentException brokenEscape) {
            throw unreadable(address);
        }
        throw unreadable(address);
    }

    /** The same address for another user. */
    public PostgresUrl as(String otherUser) {
        return new PostgresUrl(jdbcUrl, otherUser, password);
    }

    /** The same address with a user and password of its own. */
    public PostgresUrl as(String otherUser, String otherPassword) {
        return new PostgresUrl(jdbcUrl, otherUser, otherPassword);
    }

    /** What opens a connection: the password is the address's own, else PGPASSWORD, else the one in the pgpass file. */
    public Credentials credentials(Map<String, String> environment) {
        var given = Optional.ofNullable(password)
                .or(() -> Optional.ofNullable(environment.get("PGPASSWORD")))
                .or(this::passwordOfDriver);
        return new Credentials(jdbcUrl(), user(), given.orElse(""));
    }

    /** The JDBC address without a password. */
    public String jdbcUrl() {
        return PASSWORD_PARAMETER.matcher(jdbcUrl).replaceAll("").replaceAll("[?&]$", "");
    }

    /** The user the connection is opened as. */
    public String user() {
        if (user != null) {
            return user;
        }
        var properties = driverProperties();
        var named = properties == null ? null : PGProperty.USER.getOrDefault(properties);
        return named == null ? System.getProperty("user.name") : named;
    }

    /** Where the database is, whoever connects to it and however: the same for two addresses of one. */
    String database() {
        var properties = Objects.requireNonNull(driverProperties(), "it was parsed before");
        return (PGProperty.PG_HOST.getOrDefault(properties) + " " + PGProperty.PG_PORT.getOrDefault(properties))
                        .toLowerCase(Locale.ROOT)
                + "/" + PGProperty.PG_DBNAME.getOrDefault(properties);
    }

    /** The address as it may be shown: without what is secret in it. */
    @Override
    public String toString() {
        return jdbcUrl().replaceAll("(?i)(password)=[^&]*", "$1=…");
    }

    private @Nullable Properties driverProperties() {
        var defaults = new Properties();
        if (user != null) {
            PGProperty.USER.set(defaults, user);
        }
        return Driver.parseURL(jdbcUrl, defaults);
    }

    // The driver looks into the pgpass file while it reads an address.
    private Optional<String> passwordOfDriver() {
        return Optional.ofNullable(driverProperties()).map(PGProperty.PASSWORD::getOrDefault);
    }

    private static @Nullable String passwordParameter(String jdbcUrl) {
        var found = PASSWORD_PARAMETER.matcher(jdbcUrl);
        return found.find() ? decoded(found.group(1)) : null;
    }

    private static PostgresUrl fromLibpq(String address) {
        var parts = LIBPQ.matcher(address);
        if (!parts.matches()) {
            throw unreadable(address);
        }
        var user = decoded(parts.group("user"));
        var database = parts.group("database");
        var path = database == null || database.isEmpty() ? (user == null ? "" : user) : database;
        var hosts = parts.group("hosts").isEmpty() ? "localhost" : parts.group("hosts");
        var query = parts.group("query");
        return new PostgresUrl(
                "jdbc:postgresql://" + hosts + "/" + path + (query == null ? "" : "?" + driverNames(query)),
                user == null || user.isEmpty() ? null : user,
                decoded(parts.group("password")));
    }

    private static String driverNames(String query) {
        var named = query;
        for (var parameter : LIBPQ_PARAMETERS.entrySet()) {
            named = named.replaceAll("(^|&)" + parameter.getKey() + "=", "$1" + parameter.getValue() + "=");
        }
        return named;
    }

    private static @Nullable String decoded(@Nullable String text) {
        return text == null ? null : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static RuntimeException unreadable(String address) {
        var shown = address.replaceAll("://.*@", "://…@").replaceAll("(?i)password=[^&]*", "password=…");
        return Fault.of("target.bad-url", Fault.Kind.USAGE)
                .refused("The database address \"" + shown + "\" was not used.")
                .found("It is neither jdbc:postgresql://HOST:PORT/DATABASE nor postgresql://USER@HOST:PORT/DATABASE.")
                .changed("Nothing was done.")
                .next(
                        "Give the address in one of these forms; the password belongs into PGPASSWORD or the pgpass file.")
                .exception();
    }
}
