package dev.coppice.server.internal.oidc;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.coppice.server.OidcConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Finds the keys of an issuer where its discovery document says. Follows no redirect, reads no more than a mebibyte, and takes
 * no longer than its bound however slowly it is answered.
 */
final class Discovery {
    static final Duration WITHIN = Duration.ofSeconds(3);
    private static final int LARGEST = 1024 * 1024;

    private final URI issuer;
    private final Duration within;

    Discovery(URI issuer, Duration within) {
        this.issuer = issuer;
        this.within = within;
    }

    JWKSet keys() throws IOException, ParseException {
        var client = HttpClient.newBuilder().connectTimeout(within).build();
        // The time limit of a request ends with the head of its answer; a body can trickle in for ever.
        var timer = new CompletableFuture<Void>();
        var unused = timer.orTimeout(within.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((done, late) -> client.shutdownNow());
        try {
            return keys(client);
        } finally {
            timer.complete(null);
        }
    }

    private JWKSet keys(HttpClient client) throws IOException, ParseException {
        var base = issuer.toString().replaceFirst("/$", "");
        var document = JSONObjectUtils.parse(text(client, URI.create(base + "/.well-known/openid-configuration")));
        if (!issuer.toString().equals(document.get("issuer"))) {
            throw new IOException("the discovery document is another issuer's");
        }
        var keys = JSONObjectUtils.getURI(document, "jwks_uri");
        if (keys == null || !OidcConfig.trusted(keys)) {
            throw new IOException("the keys lie at an address that is not trusted");
        }
        return JWKSet.parse(text(client, keys));
    }

    private String text(HttpClient client, URI address) throws IOException {
        var request = HttpRequest.newBuilder(address)
                .timeout(within)
                .header("Accept", "application/json")
                .build();
        try {
            var answer = client.send(request, BodyHandlers.ofInputStream());
            try (var body = answer.body()) {
                var bytes = body.readNBytes(LARGEST + 1);
                if (answer.statusCode() != 200 || bytes.length > LARGEST) {
                    throw new IOException("the issuer answered " + answer.statusCode());
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("the server is stopping", stopping);
        }
    }
}
