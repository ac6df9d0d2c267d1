package dev.coppice.control.internal.webhook;

import dev.coppice.control.Webhook;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends one signed request and says in a few words why it failed, without anything the receiver sent. */
final class Sender implements AutoCloseable {
    private final Webhook webhook;
    private final Signature signature;
    private final HttpClient client;

    Sender(Webhook webhook) {
        this.webhook = webhook;
        this.signature = new Signature(secret(webhook));
        this.client = HttpClient.newBuilder()
                .connectTimeout(webhook.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Empty when the receiver took it. */
    Optional<String> send(Claim claim) throws InterruptedException {
        // The client's own time-out ends with the response's head; the receiver may hang after it.
        var response = client.sendAsync(request(claim), BodyHandlers.discarding());
        try {
            var status = response.get(webhook.timeout().toNanos(), TimeUnit.NANOSECONDS)
                    .statusCode();
            return status / 100 == 2 ? Optional.empty() : Optional.of("the receiver answered with status " + status);
        } catch (TimeoutException slow) {
            return Optional.of("no answer within " + webhook.timeout().toMillis() + " ms");
        } catch (ExecutionException failure) {
            var cause = failure.getCause() == null ? failure : failure.getCause();
            return Optional.of(
                    "the receiver was not reached: " + cause.getClass().getSimpleName());
        } finally {
            response.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpRequest request(Claim claim) {
        var timestamp = String.valueOf(claim.at().toEpochSecond());
        return HttpRequest.newBuilder(webhook.url())
                .timeout(webhook.timeout())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", claim.key().toString())
                .header("Coppice-Timestamp", timestamp)
                .header("Coppice-Signature", signature.of(timestamp, claim.body()))
                .POST(BodyPublishers.ofString(claim.body(), StandardCharsets.UTF_8))
                .build();
    }

    private static byte[] secret(Webhook webhook) {
        String secret;
        try {
            secret = Files.readString(webhook.secretFile()).replaceFirst("\\R\\z", "");
        } catch (IOException failure) {
            throw unusable("It cannot be read.").exception(failure);
        }
        if (secret.isBlank()) {
            throw unusable("It is empty.").exception();
        }
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    private static Fault unusable(String found) {
        return Fault.of("notification.secret-unusable", Kind.USAGE)
                .refused("Notifications were not delivered, because the secret file of the webhook cannot be used.")
                .found(found)
                .changed("All notifications wait in the outbox.")
                .next("Put a secret into the file that notifications.webhook.secret-file names.");
    }
}
