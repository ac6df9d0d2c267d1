package dev.coppice.control;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where notifications are sent. A value for any thread.
 *
 * @param url an http or https address without credentials
 * @param secretFile the file with the secret that signs each request; a newline at its end does not count
 * @param timeout how long one request may take in all
 * @param attempts after how many failures a notification is parked
 */
public record Webhook(
        @Key("An http or https address without credentials.")
        URI url,

        @Key("The file with the secret that signs each request.")
        Path secretFile,

        @Key(value = "How long one request may take in all.", fallback = "10s")
        Duration timeout,

        @Key(value = "After how many failures a notification is parked.", fallback = "8")
        int attempts) {
    /** Refuses another scheme, credentials in the address, and numbers that are not positive. */
    public Webhook {
        var scheme = url.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || url.getHost() == null || url.getPort() > 65_535) {
            throw new IllegalArgumentException("url must be an http or https address");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("url must not carry credentials; the secret file signs requests");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive, was: " + timeout);
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be positive, was: " + attempts);
        }
    }

    /** A webhook with ten seconds a request and eight attempts. */
    public static Webhook to(URI url, Path secretFile) {
        return new Webhook(url, secretFile, Duration.ofSeconds(10), 8);
    }

    /** The same webhook with another time for one request. */
    public Webhook timeout(Duration limit) {
        return new Webhook(url, secretFile, limit, attempts);
    }

    /** The same webhook with another number of attempts. */
    public Webhook attempts(int limit) {
        return new Webhook(url, secretFile, timeout, limit);
    }
}
