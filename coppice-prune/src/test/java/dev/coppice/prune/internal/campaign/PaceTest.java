package dev.coppice.prune.internal.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Duration AIM = Duration.ofMillis(250);

    @Test
    void f33_it_finds_the_size_that_takes_the_time_it_aims_at_whatever_a_root_brings_along() {
        for (var rowsPerRoot : new int[] {1, 4, 70}) {
            var pace = new Pace(500);
            for (var chunk = 0; chunk < 60; chunk++) {
                took(pace, rowsPerRoot, 25_000);
            }
            assertThat(pace.rows()).as(rowsPerRoot + " rows per root").isBetween(20_000 / 4, 32_000 / 4);
        }
    }

    @Test
    void it_goes_straight_to_the_aim_the_first_time_and_step_by_step_from_then_on() {
        var pace = new Pace(500);
        for (var chunk = 0; chunk < 5; chunk++) {
            took(pace, 1, 25_000);
        }
        assertThat(pace.rows()).isBetween(5_500, 6_250);
        for (var chunk = 0; chunk < 3; chunk++) {
            took(pace, 1, 40_000);
        }
        assertThat(pace.rows()).isBetween(6_500, 8_400);
    }

    @Test
    void it_counts_at_first_and_for_a_while_after_it_was_wrong() {
        var pace = new Pace(500);
        for (var chunk = 0; chunk < 6; chunk++) {
            assertThat(pace.counts()).isTrue();
            took(pace, 1, 25_000);
        }
        assertThat(pace.counts()).isFalse();
        pace.miscounted();
        for (var chunk = 0; chunk < 32; chunk++) {
            assertThat(pace.counts()).isTrue();
            took(pace, 1, 25_000);
        }
        assertThat(pace.counts()).isFalse();
    }

    @Test
    void it_yields_at_once_when_chunks_take_longer() {
        var pace = new Pace(8_000);
        took(pace, 1, 4_000);
        assertThat(pace.rows()).isEqualTo(4_000);
    }

    @Test
    void a_failed_chunk_is_halved_down_to_one_root_and_grows_again() {
        var pace = new Pace(800);
        while (pace.roots() > 1) {
            var before = pace.roots();
            pace.failed(before);
            assertThat(pace.roots()).isEqualTo(before / 2);
        }
        pace.took(1, 1, AIM, AIM);
        assertThat(pace.roots()).isEqualTo(2);
    }

    @Test
    void a_last_small_chunk_teaches_nothing() {
        var pace = new Pace(8_000);
        pace.took(3, 3, Duration.ofMillis(2), AIM);
        assertThat(pace.rows()).isEqualTo(8_000);
    }

    /** A chunk on a machine that removes so many rows in a second. */
    @Test
    void f32_it_shrinks_for_those_who_wait_until_nothing_smaller_would_get_on() {
        var pace = new Pace(2_000);
        for (var chunk = 0; chunk < 3; chunk++) {
            assertThat(pace.shrinks()).isTrue();
            pace.halved();
        }
        assertThat(pace.rows()).isEqualTo(250);
        pace.halved();
        assertThat(pace.rows()).isEqualTo(200);
        assertThat(pace.shrinks()).isFalse();
        took(pace, 1, 25_000);
        assertThat(pace.shrinks()).isTrue();
    }

    @Test
    void after_it_was_in_the_way_it_grows_by_steps_for_a_while() {
        var pace = new Pace(2_000);
        pace.halved();
        for (var chunk = 0; chunk < 19; chunk++) {
            var before = pace.rows();
            took(pace, 1, 10_000_000);
            assertThat(pace.rows()).isBetween(before, (int) (before * 1.1) + 1);
        }
        var before = pace.rows();
        took(pace, 1, 10_000_000);
        assertThat(pace.rows()).isGreaterThanOrEqualTo(2 * before);
    }

    private static void took(Pace pace, int rowsPerRoot, int rowsPerSecond) {
        var roots = Math.max(1, Math.min(pace.roots(), pace.most() / rowsPerRoot));
        var rows = roots * rowsPerRoot;
        pace.took(roots, rows, Duration.ofNanos(rows * 1_000_000_000L / rowsPerSecond), AIM);
    }
}
