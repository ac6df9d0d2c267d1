package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.control.StoreLocation;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTest {
    @Test
    void a_policy_in_java_is_the_one_in_yaml() {
        var built = Policy.of("ended", "app.session")
                .when("ended")
                .olderThan("ended_at", Duration.ofDays(90))
                .ageZone(ZoneId.of("Europe/Berlin"))
                .archive(StoreLocation.parse("file:./archive"))
                .maxRows(1_000)
                .build();
        var read = new CoppiceYaml(List.of(PolicyConfig.SECTION))
                .parse("coppice.yaml", """
                policies:
                  ended:
                    table: app.session
                    when: ended
                    age: ended_at
                    age-zone: Europe/Berlin
                    keep: 90d
                    archive: { to: "file:./archive" }
                    limits: { rows: 1_000 }
                """)
                .all(PolicyConfig.SECTION);
        assertThat(built.config()).isEqualTo(read.get("ended"));
    }

    @Test
    void every_problem_is_told_at_once_in_the_words_of_the_yaml() {
        var policy = Policy.of("bad", "app.session")
                .ageZone(ZoneId.of("UTC"))
                .maxRows(0)
                .approvals(3);
        assertThatThrownBy(policy::build).hasMessage("""
                Policy "bad" was refused. It has 4 problems:
                  when is needed where there is no age, or every row would go
                  age-zone means nothing without an age
                  approvals must be 0, 1 or 2
                  limits.rows must be at least 1
                Nothing was changed. Mend what is named and try again.""");
    }

    @Test
    void a_second_condition_fails_and_quotes_the_first() {
        var policy = Policy.of("p", "app.session").when("a").olderThan("x", Duration.ofDays(1));
        assertThatThrownBy(() -> policy.when("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("when(\"a\") was already called, now when(\"b\"); join them with AND");
        assertThatThrownBy(() -> policy.olderThan("y", Duration.ofDays(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("olderThan(\"x\", PT24H) was already called, now olderThan(\"y\", PT48H)");
        assertThatThrownBy(() -> Policy.of(" ", "app.session").when("a").build())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
