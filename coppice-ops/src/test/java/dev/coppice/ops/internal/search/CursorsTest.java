package dev.coppice.ops.internal.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.Searcher;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CursorsTest {
    private static final int TRIES = 2_000;

    private final Cursors cursors = new Cursors(TotalOrder.of(Searcher.in(DSL.table(DSL.name("app", "task")))
            .keyedBy(DSL.field(DSL.name("id"), SQLDataType.INTEGER))
            .orderBy(DSL.field(DSL.name("a"), SQLDataType.CLOB), DSL.field(DSL.name("b"), SQLDataType.CLOB))));

    @Test
    void any_text_and_null_come_back_as_they_were_in_a_word_of_an_address() {
        var random = new Random(1);
        for (var number = 0; number < TRIES; number++) {
            List<@Nullable String> place = Arrays.asList(text(random), text(random), "7");
            var cursor = cursors.write(place);
            assertThat(cursor).matches("[A-Za-z0-9_-]+");
            assertThat(cursors.read(cursor)).isEqualTo(place);
        }
    }

    @Test
    void null_is_not_the_empty_text() {
        assertThat(cursors.write(Arrays.asList(null, "", "7")))
                .isNotEqualTo(cursors.write(Arrays.asList("", null, "7")));
    }

    private static @Nullable String text(Random random) {
        if (random.nextInt(5) == 0) {
            return null;
        }
        return random.ints(random.nextInt(20), 1, Character.MAX_CODE_POINT + 1)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
