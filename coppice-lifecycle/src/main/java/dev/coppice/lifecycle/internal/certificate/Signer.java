package dev.coppice.lifecycle.internal.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.lifecycle.spi.SigningKey;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A key that may be a service of its own, and is waited for only so long: others wait for the chain of certificates
 * meanwhile.
 *
 * @param key the key
 * @param patience how long one signature may take
 */
record Signer(SigningKey key, Duration patience) {
    /** Less than anybody waits for the chain. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    Signer(SigningKey key) {
        this(key, PATIENCE);
    }

    /** What tells the key from others. */
    String id() {
        return Signatures.idOf(key.publicKey());
    }

    /** The signature of a text. */
    byte[] sign(String text) {
        var signing = new FutureTask<>(() -> key.sign(text.getBytes(UTF_8)));
        Thread.ofVirtual().name("coppice-signer-1").start(signing);
        try {
            return signing.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw unusable("It did not answer within " + patience.toSeconds() + " seconds.", late);
        } catch (ExecutionException failed) {
            throw unusable("It did not sign.", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unusable("The thread was interrupted.", interrupted);
        } finally {
            signing.cancel(true);
        }
    }

    private static CoppiceException unusable(String found, Exception cause) {
        return Fault.of("certificate.key-unusable", Fault.Kind.UNAVAILABLE)
                .refused("A certificate or a later look at one was not signed.")
                .found("The key is asked for each signature. " + found)
                .changed("Nothing was changed.")
                .next("Look at what keeps the key; it is asked again by itself.")
                .exception(cause);
    }
}
