package dev.coppice.server.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginTest {
    @Test
    void addresses_of_one_network_of_version_six_are_one_caller() {
        assertThat(Origin.of("2001:db8:0:1::1")).isEqualTo(Origin.of("2001:db8:0:1:ffff::2"));
        assertThat(Origin.of("2001:db8:0:1::1")).isNotEqualTo(Origin.of("2001:db8:0:2::1"));
        assertThat(Origin.of("127.0.0.1")).isEqualTo("127.0.0.1");
        assertThat(Origin.of("no:address")).isEqualTo("no:address");
    }
}
