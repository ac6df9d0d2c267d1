package dev.coppice.server.internal.console.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.TableName;
import dev.coppice.prune.BrakesConfig;
import dev.coppice.prune.Policy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PolicyFactsTest {
    @Test
    void brakes_that_are_off_are_not_named() {
        assertThat(brakes(BrakesConfig.NONE)).isEqualTo("none");
        assertThat(brakes(BrakesConfig.DEFAULT))
                .isEqualTo("replicas 10s behind, snapshots older than 30m, sessions that wait for its locks");
    }

    private static String brakes(BrakesConfig brakes) {
        var policy = Policy.of("p", TableName.parse("app.session"))
                .when("ended")
                .olderThan("ended_at", Duration.ofDays(90))
                .brakes(brakes)
                .build();
        return PolicyFacts.of(policy).stream()
                .filter(fact -> fact.label().equals("Brakes"))
                .findFirst()
                .orElseThrow()
                .text();
    }
}
