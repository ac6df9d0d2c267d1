package dev.coppice.spring;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where settings are read. A value for any thread.
 *
 * @param enabled whether there is a bean for the settings in the application's own database
 * @param schema the schema with their tables
 * @param staleness how old an answer may be that is kept in memory, 1 s or more
 * @param client the server to ask instead, or as well
 */
@ConfigurationProperties(prefix = "coppice.settings", ignoreUnknownFields = false)
public record SettingsProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("coppice") String schema,
        @DefaultValue("3s") Duration staleness,
        @DefaultValue Client client) {
    /**
     * A Coppice server.
     *
     * @param url its address; without, there is no client
     * @param token whose settings are read; without, public ones alone
     * @param maxAge how old an answer may be before the server is asked again
     * @param keepServing how much longer the last answer is given while the server is out of reach
     * @param timeout how long one request may take
     */
    public record Client(
            @Nullable URI url,
            @Nullable String token,
            @DefaultValue("5s") Duration maxAge,
            @DefaultValue("10m") Duration keepServing,
            @DefaultValue("5s") Duration timeout) {
        /** Leaves the token out. */
        @Override
        public String toString() {
            return "Client[url=" + url + "]";
        }
    }
}
