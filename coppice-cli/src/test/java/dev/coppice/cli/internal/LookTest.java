package dev.coppice.cli.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            999     | 999 ms
            1500    | 1 s
            61000   | 1 min 1 s
            3720000 | 1 h 2 min
            90000000| 1 d 1 h
            """)
    void a_time_is_told_in_its_two_largest_units(long millis, String words) {
        assertThat(Figures.duration(Duration.ofMillis(millis))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0         | 0 bytes
            1023      | 1023 bytes
            1536      | 1.5 KiB
            52428800  | 50 MiB
            """)
    void a_size_is_told_in_the_largest_unit_that_fits(long bytes, String words) {
        assertThat(Figures.bytes(bytes)).isEqualTo(words);
    }

    @Test
    void words_stay_whole_where_lines_are_broken() {
        assertThat(new Look(20, false, true).wrapped("one two three four five", 2))
                .isEqualTo("  one two three four\n  five");
    }

    @Test
    void nothing_is_painted_where_nobody_watches() {
        assertThat(Look.ofOutput(Map.of()).red("no")).isEqualTo("no");
        assertThat(new Look(80, true, true).red("no")).isEqualTo("\u001b[1;31mno\u001b[0m");
    }
}
