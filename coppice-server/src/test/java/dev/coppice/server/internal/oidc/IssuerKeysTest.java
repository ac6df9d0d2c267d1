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
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {
    private final ECKey first = key("first");
    private final ECKey second = key("second");
    private JWKSet served = new JWKSet(first);
    private boolean down;
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

    private JWKSet fetch() throws IOException {
        fetches++;
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
