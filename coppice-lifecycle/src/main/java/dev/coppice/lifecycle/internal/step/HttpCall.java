package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.HttpStepConfig;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls one service. Each call carries its idempotency key, the operation and its epoch, and a body that repeats what is
 * asked; with a secret it is signed as webhooks are: {@code v1=} and the HMAC-SHA256 in hexadecimal of {@code
 * Coppice-Timestamp}, a full stop and the body.
 */
final class HttpCall implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ALGORITHM = "HmacSHA256";

    private final HttpStepConfig config;
    private final HttpClient client;

    HttpCall(HttpStepConfig config) {
        this.config = config;
        this.client = HttpClient.newBuilder()
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** No answer came: it may have done what was asked. */
    static final int SILENCE = 0;

    /** It was not reached, so it did nothing. */
    static final int UNREACHED = -1;

    /** Asks for something to be removed; the status of the answer, or why there is none. */
    int remove(StepContext context, URI url) throws InterruptedException {
        var body = body(context, url);
        var timestamp = String.valueOf(Instant.now().getEpochSecond());
        var request = request(context, url)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", context.idempotencyKey(url.toString()))
                .header("Coppice-Timestamp", timestamp)
                .method(config.method(), BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        secret().ifPresent(key -> request.header("Coppice-Signature", signature(key, timestamp + "." + body)));
        return answer(request.build());
    }

    /** Asks whether something is there; the status of the answer, or why there is none. */
    int probe(StepContext context, URI url) throws InterruptedException {
        return answer(request(context, url).GET().build());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpRequest.Builder request(StepContext context, URI url) {
        return HttpRequest.newBuilder(url)
                .timeout(config.timeout())
                .header("Coppice-Operation", String.valueOf(context.operation()))
                .header("Coppice-Epoch", String.valueOf(context.epoch()));
    }

    private int answer(HttpRequest request) throws InterruptedException {
        // The client's own time-out ends with the response's head; the service may hang after it.
        var response = client.sendAsync(request, BodyHandlers.discarding());
        try {
            return response.get(config.timeout().toNanos(), TimeUnit.NANOSECONDS)
                    .statusCode();
        } catch (TimeoutException slow) {
            return SILENCE;
        } catch (ExecutionException failure) {
            var cause = failure.getCause();
            return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
                    ? UNREACHED
                    : SILENCE;
        } finally {
            response.cancel(true);
        }
    }

    private String body(StepContext context, URI url) {
        var body = new LinkedHashMap<String, Object>();
        body.put("method", config.method());
        body.put("url", url.toString());
        body.put("kind", context.resource().kind());
        body.put("resource", context.resource().id());
        body.put("operation", context.operation());
        body.put("epoch", context.epoch());
        return JSON.writeValueAsString(body);
    }

    private Optional<SecretKeySpec> secret() {
        return config.secretFile().map(file -> {
            try {
                var secret = Files.readString(file).replaceFirst("\\R\\z", "");
                if (!secret.isBlank()) {
                    return new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
                }
            } catch (IOException unreadable) {
                throw unusable("It cannot be read.").exception(unreadable);
            }
            throw unusable("It is empty.").exception();
        });
    }

    private static String signature(SecretKeySpec key, String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return "v1=" + HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }

    private static Fault unusable(String found) {
        return Fault.of("step.secret-unusable", Kind.USAGE)
                .refused("The service was not called, because the secret file of the step cannot be used.")
                .found(found)
                .changed("Nothing was removed.")
                .next("Put a secret into the file that secret-file names, then retry the operation.");
    }
}
