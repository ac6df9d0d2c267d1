package dev.coppice.cli.internal.connect;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server a command asks.
 *
 * @param base its address, without a slash at the end
 * @param origin where the address came from, as shown to the user
 */
public record ServerAddress(URI base, String origin) {
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");

    /**
     * The address of a text.
     *
     * @throws CoppiceException {@code server.bad-address}
     */
    public static ServerAddress parse(String text, String origin) {
        try {
            var address = new URI(text.strip().replaceFirst("/+$", ""));
            if (fits(address)) {
                return new ServerAddress(address, origin);
            }
        } catch (URISyntaxException malformed) {
            // Said below, as of one that is none of a server.
        }
        throw Fault.of("server.bad-address", Fault.Kind.USAGE)
                .refused("The server was not asked.")
                .found("Its address, from " + origin + ", is not of the form https://HOST:PORT.")
                .changed("Nothing was done.")
                .next("Give the address that \"coppice serve\" prints, without a path, a user or a query.")
                .exception();
    }

    private static boolean fits(URI address) {
        return SCHEMES.contains(lower(address.getScheme()))
                && address.getHost() != null
                && address.getRawUserInfo() == null
                && lower(address.getRawPath()).isEmpty()
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
    }

    /** What the user is told before anything is done. */
    public String note() {
        return "server: " + base + ", from " + origin;
    }

    /** Whether others on the way can read what is sent. */
    boolean open() {
        return lower(base.getScheme()).equals("http")
                && !LOOPBACK.matcher(lower(base.getHost())).matches();
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
