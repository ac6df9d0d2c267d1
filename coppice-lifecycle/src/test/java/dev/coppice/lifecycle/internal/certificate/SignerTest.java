package dev.coppice.lifecycle.internal.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.lifecycle.spi.SigningKey;
import dev.coppice.ops.CoppiceException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignerTest {
    @TempDir
    Path folder;

    private SigningKey file;

    @BeforeEach
    void makeKey() throws Exception {
        file = SigningKeyFile.create(folder.resolve("key.pem"));
    }

    @Test
    void a_key_that_never_answers_is_given_up_and_interrupted() throws Exception {
        var interrupted = new CountDownLatch(1);
        var key = keySigning(message -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stopped) {
                interrupted.countDown();
            }
            return message;
        });
        assertThatThrownBy(() -> new Signer(key, Duration.ofMillis(20)).sign("text"))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("It did not answer within");
        interrupted.await();
    }

    @Test
    void a_key_that_fails_is_told_of_and_one_that_signs_is_asked_once() {
        var failing = keySigning(message -> {
            throw new IllegalStateException("no");
        });
        assertThatThrownBy(() -> new Signer(failing).sign("text")).hasMessageContaining("It did not sign.");
        assertThat(new Signer(file).sign("text")).hasSize(64);
    }

    private interface Signing {
        byte[] sign(byte[] message);
    }

    private SigningKey keySigning(Signing signing) {
        return new SigningKey() {
            @Override
            public PublicKey publicKey() {
                return file.publicKey();
            }

            @Override
            public byte[] sign(byte[] message) {
                return signing.sign(message);
            }
        };
    }
}
