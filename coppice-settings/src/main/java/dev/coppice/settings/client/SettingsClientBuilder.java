package dev.coppice.settings.client;

import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link SettingsClient}. For one thread. */
public final class SettingsClientBuilder {
    private final URI server;
    private @Nullable String token;
    private Duration maxAge = Duration.ofSeconds(5);
    private Duration keepServing = Duration.ofMinutes(10);
    private Duration timeout = Duration.ofSeconds(5);
    private LongSupplier nanoTime = System::nanoTime;

    SettingsClientBuilder(URI server) {
        if (!"http".equals(server.getScheme()) && !"https".equals(server.getScheme())) {
            throw new IllegalArgumentException("server must begin with http:// or https://, was: " + server);
        }
        this.server = server;
    }

    /** The API token whose settings {@link SettingsClient#my} reads; without one, only public settings can be read. */
    public SettingsClientBuilder token(String secret) {
        token = secret;
        return this;
    }

    /** How old an answer may be before the server is asked again; 5 s unless given, zero to ask each time. */
    public SettingsClientBuilder maxAge(Duration age) {
        maxAge = required(age, "maxAge");
        return this;
    }

    /** How much longer the last answer is given while the server is out of reach; 10 min unless given, zero for never. */
    public SettingsClientBuilder keepServing(Duration longer) {
        keepServing = required(longer, "keepServing");
        return this;
    }

    /** How long one request may take; 5 s unless given. */
    public SettingsClientBuilder timeout(Duration longest) {
        if (required(longest, "timeout").isZero()) {
            throw new IllegalArgumentException("timeout must be more than zero, was: " + longest);
        }
        timeout = longest;
        return this;
    }

    /** What the time is, for a test. */
    SettingsClientBuilder nanoTime(LongSupplier clock) {
        nanoTime = clock;
        return this;
    }

    /** The client; it sends nothing until it is asked. */
    public SettingsClient build() {
        return new SettingsClient(
                new ServerConnection(server, token, timeout), new Freshness(maxAge, keepServing, nanoTime));
    }

    private static Duration required(Duration value, String name) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, was: " + value);
        }
        return value;
    }
}
