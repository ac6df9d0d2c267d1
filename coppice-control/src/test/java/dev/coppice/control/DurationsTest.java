package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"90d, 90d", "48h, 2d", "36h, 36h", "90m, 90m", "60s, 1m", "1_500ms, 1500ms", "2000ms, 2s"})
    void what_is_written_is_what_is_read_in_the_largest_whole_unit(String read, String written) {
        assertThat(Durations.format(Durations.parse(read))).isEqualTo(written);
        assertThat(Durations.parse(written)).isEqualTo(Durations.parse(read));
    }
}
