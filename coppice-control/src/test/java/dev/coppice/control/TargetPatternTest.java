package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPatternTest {

    @ParameterizedTest
    @CsvSource({
        "orders, orders, true",
        "orders, orders-2, false",
        "eu-*, eu-1, true",
        "eu-*, eu-, true",
        "eu-*, us-eu-1, false",
        "*-archive, eu-archive, true",
        "e*-*1, eu-west-1, true",
        "*, anything, true",
        "Orders, orders, false"
    })
    void a_star_stands_for_any_letters(String pattern, String name, boolean matches) {
        assertThat(TargetPattern.parse(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "eu.*", "eu-?", "-eu", "eu 1", "[a]"})
    void what_no_name_matches_is_refused(String text) {
        assertThatThrownBy(() -> TargetPattern.parse(text))
                .hasMessage("a name of letters, digits, - and _, with * for any of them");
    }
}
