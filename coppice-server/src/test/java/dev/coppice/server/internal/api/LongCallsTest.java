package dev.coppice.server.internal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LongCallsTest {
    private final LongCalls calls = LongCalls.ofLooks();

    @Test
    void one_more_than_there_may_be_is_refused_and_the_next_is_not() {
        var answer = calls.run(() -> calls.run(() -> calls.run(() -> calls.run(() -> {
            assertThatThrownBy(() -> calls.run(() -> "fifth"))
                    .hasMessageContaining("This server is at 4 looks into stores already");
            return "fourth";
        }))));
        assertThat(answer).isEqualTo("fourth");
        assertThat(calls.run(() -> "next")).isEqualTo("next");
    }

    @Test
    void one_that_fails_makes_room_too() {
        for (var failed = 0; failed < 5; failed++) {
            assertThatThrownBy(() -> calls.run(() -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
        }
        assertThat(calls.run(() -> "next")).isEqualTo("next");
    }
}
