package dev.coppice.server.internal.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {
    private final ECKey first = key("first");
    private final ECKey second = key("second");
    private JWKSet served = new JWKSet(first);
    private boolean down;
    private Pause slow = () -> {};
    private int fetches;
    private long now = -7;
    private final IssuerKeys keys = new IssuerKeys(this::fetch, () -> now);

    @Test
    void a_key_that_is_not_known_is_fetched_at_once() throws Exception {
        assertThat(known("first")).isTrue();
        served = new JWKSet(second);
        pass(Duration.ofSeconds(10));

        assertThat(known("second")).isTrue();
        assertThat(known("first")).isFalse();
    }

    @Test
    void made_up_names_of_keys_cost_the_issuer_one_fetch_in_ten_seconds() throws Exception {
        known("first");
        for (int i = 0; i < 100; i++) {
            assertThat(known("made up " + i)).isFalse();
        }

        assertThat(fetches).isEqualTo(1);
        assertThat(known("first")).isTrue();
    }

    @Test
    void keys_are_fetched_anew_each_hour_and_those_withdrawn_are_not_taken() throws Exception {
        known("first");
        served = new JWKSet(second);
        pass(Duration.ofMinutes(59));
        assertThat(known("first")).isTrue();

        pass(Duration.ofMinutes(2));

        assertThat(known("first")).isFalse();
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void keys_stay_good_for_a_day_without_the_issuer() throws Exception {
        known("first");
        down = true;
        pass(Duration.ofHours(23));
        assertThat(known("first")).isTrue();

        pass(Duration.ofHours(2));

        assertThatExceptionOfType(KeySourceException.class).isThrownBy(() -> known("first"));
        down = false;
        pass(Duration.ofSeconds(10));
        assertThat(known("first")).isTrue();
    }

    @Test
    void nobody_waits_for_a_silent_issuer_but_who_asks_it() throws Exception {
        var silent = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        known("first");
        served = new JWKSet(second);
        pass(Duration.ofHours(2));
        slow = () -> {
            asked.countDown();
            silent.await();
        };
        var waiting = CompletableFuture.supplyAsync(() -> knownLater("second"));
        asked.await();

        assertThat(known("first")).as("kept while the issuer is asked").isTrue();
        assertThatExceptionOfType(KeySourceException.class)
                .isThrownBy(() -> known("second"))
                .withMessage("the keys of the issuer are being fetched");
        assertThat(fetches).isEqualTo(2);

        silent.countDown();
        assertThat(waiting.join()).isTrue();
        assertThat(known("second")).isTrue();
    }

    @Test
    void an_issuer_whose_answer_trickles_in_is_given_up_in_time() throws Exception {
        try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var trickling = Thread.ofVirtual().start(() -> trickle(listening));
            var issuer = URI.create("http://127.0.0.1:" + listening.getLocalPort());
            long begun = System.nanoTime();

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> new Discovery(issuer, Duration.ofMillis(300)).keys());

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            trickling.join(Duration.ofSeconds(10));
            assertThat(trickling.isAlive()).as("its connection was closed").isFalse();
        }
    }

    private static void trickle(ServerSocket listening) {
        try (var socket = listening.accept()) {
            var out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(' ');
                out.flush();
            }
        } catch (IOException givenUp) {
            return;
        }
    }

    private boolean knownLater(String id) {
        try {
            return known(id);
        } catch (KeySourceException unreachable) {
            return false;
        }
    }

    private interface Pause {
        void await() throws InterruptedException;
    }

    private JWKSet fetch() throws IOException {
        fetches++;
        try {
            slow.await();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
        if (down) {
            throw new IOException("down");
        }
        return served;
    }

    private boolean known(String id) throws KeySourceException {
        var wanted = new JWKSelector(new JWKMatcher.Builder().keyID(id).build());
        return !keys.get(wanted, null).isEmpty();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
