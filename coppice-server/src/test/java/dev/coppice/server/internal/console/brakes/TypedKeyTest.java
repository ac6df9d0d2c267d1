package dev.coppice.server.internal.console.brakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedKeyTest {
    @Test
    void values_stand_between_commas() {
        assertThat(TypedKey.values("17")).containsExactly("17");
        assertThat(TypedKey.values(" 17 , 2026-01-31 ")).containsExactly("17", "2026-01-31");
        assertThat(TypedKey.values("a b,,c")).containsExactly("a b", "", "c");
        assertThat(TypedKey.values("a,")).containsExactly("a", "");
    }

    @Test
    void what_stands_in_quotes_is_one_value_as_it_is() {
        assertThat(TypedKey.values("\"Doe, Ann\"")).containsExactly("Doe, Ann");
        assertThat(TypedKey.values(" \"Doe, Ann\" , 7")).containsExactly("Doe, Ann", "7");
        assertThat(TypedKey.values("7,\" a \"\"b\"\" \",\"\"")).containsExactly("7", " a \"b\" ", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a", "a\"", "a\"b", "\"a\"b", "1,\"a", "\""})
    void a_quote_that_means_nothing_is_refused(String typed) {
        assertThatThrownBy(() -> TypedKey.values(typed))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("A value of the key has a quote in it, or one that is not closed");
    }
}
