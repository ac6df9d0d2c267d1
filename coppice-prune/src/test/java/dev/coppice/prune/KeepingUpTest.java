package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.prune.KeepingUp.Outlook;
import dev.coppice.prune.PrunePlan.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeepingUpTest {
    @Test
    void where_nothing_is_due_it_keeps_up_whatever_else_is_known() {
        var look = look(0, null, null);
        assertThat(look.outlook()).isEqualTo(Outlook.KEEPS_UP);
        assertThat(look.drainedInDays()).hasValue(0);
        assertThat(look.sentence()).isEqualTo("It keeps up: no row is due.");
    }

    @Test
    void what_has_become_due_since_the_last_run_is_no_backlog() {
        var look = look(100, 100.0, 0.0);
        assertThat(look.outlook()).isEqualTo(Outlook.KEEPS_UP);
        assertThat(look.sentence()).isEqualTo("It keeps up: no more is due than becomes due between two runs.");
        assertThat(look(101, 100.0, 0.0).outlook()).isEqualTo(Outlook.NEVER);
        assertThat(weekly(700, 100.0, 0.0).outlook()).isEqualTo(Outlook.KEEPS_UP);
        assertThat(weekly(701, 100.0, 0.0).outlook()).isEqualTo(Outlook.NEVER);
    }

    @Test
    void a_backlog_drains_in_as_many_days_as_it_has_of_what_goes_beyond_what_becomes_due() {
        var look = look(10_000, 2_500.0, 4_000.0);
        assertThat(look.outlook()).isEqualTo(Outlook.DRAINS);
        assertThat(look.drainedInDays()).hasValue(7);
        assertThat(look.sentence()).isEqualTo("Drained in about 7 days: 4,000 rows go a day, and 2,500 become due.");
        assertThat(look(10, 0.4, 1.0).sentence())
                .isEqualTo("Drained in about 17 days: 1 row goes a day, and 0.4 become due.");
        assertThat(look(2, 0.4, 2.4).drainedInDays()).hasValue(1);
    }

    @Test
    void a_backlog_that_does_not_get_less_is_never_drained_and_falls_behind_where_it_grows() {
        var grows = look(10_000, 4_000.0, 2_500.0);
        assertThat(grows.outlook()).isEqualTo(Outlook.NEVER);
        assertThat(grows.drainedInDays()).isEmpty();
        assertThat(grows.fallsBehind()).isTrue();
        assertThat(grows.sentence()).isEqualTo("Never drained: 4,000 rows become due a day, and 2,500 go.");

        var stays = look(10_000, 4_000.0, 4_000.0);
        assertThat(stays.outlook()).isEqualTo(Outlook.NEVER);
        assertThat(stays.fallsBehind()).isFalse();
        assertThat(look(5, 0.0, 0.0).sentence()).isEqualTo("Never drained: 0 rows become due a day, and 0 go.");
    }

    @Test
    void what_is_not_known_is_said() {
        assertThat(look(5, null, 3.0).sentence())
                .isEqualTo("Not known: without an age nobody can tell how many rows become due.");
        assertThat(look(5, 3.0, null).sentence())
                .isEqualTo("Not known yet: it has been looked at for less than a day.");
        assertThat(look(5, 3.0, null).outlook()).isEqualTo(Outlook.UNKNOWN);
        assertThat(look(5, 3.0, null).fallsBehind()).isFalse();
        assertThat(look(5, 3.0, null).drainedInDays()).isEmpty();
    }

    private static KeepingUp look(long eligible, @Nullable Double crossing, @Nullable Double gone) {
        return look(eligible, crossing, gone, Duration.ofDays(1));
    }

    private static KeepingUp weekly(long eligible, @Nullable Double crossing, @Nullable Double gone) {
        return look(eligible, crossing, gone, Duration.ofDays(7));
    }

    private static KeepingUp look(long eligible, @Nullable Double crossing, @Nullable Double gone, Duration between) {
        return new KeepingUp(
                "p",
                Instant.EPOCH,
                new Count(eligible, true),
                Optional.empty(),
                Optional.ofNullable(crossing).map(perDay -> new Crossing(perDay, true)),
                Optional.ofNullable(gone),
                between,
                0);
    }
}
