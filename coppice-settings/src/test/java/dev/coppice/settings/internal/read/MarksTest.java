package dev.coppice.settings.internal.read;

import static dev.coppice.settings.internal.read.Tables.ADA;
import static dev.coppice.settings.internal.read.Tables.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.settings.Scope;
import dev.coppice.settings.internal.scope.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarksTest {
    private final Marks marks = new Marks();

    @Test
    void a_load_that_began_before_a_mark_is_out_of_date_and_one_after_it_is_not() {
        long before = marks.now();
        marks.mark(new Change("theme", ADA));
        long after = marks.now();
        assertThat(marks.isCurrent(before, List.of(ADA), "theme")).isFalse();
        assertThat(marks.isCurrent(after, List.of(ADA), "theme")).isTrue();
        assertThat(marks.isCurrent(before, List.of(BOB), "theme")).isTrue();
        assertThat(marks.isCurrent(before, List.of(ADA), "menu")).isTrue();
    }

    @Test
    void public_concerns_everybody() {
        long before = marks.now();
        marks.mark(new Change("theme", Scope.PUBLIC));
        assertThat(marks.isCurrent(before, List.of(ADA), "theme")).isFalse();
        assertThat(marks.isCurrent(before, List.of(), "theme")).isFalse();
    }

    @Test
    void too_many_marks_become_one_of_everything() {
        long before = marks.now();
        for (int i = 0; i <= 10_000; i++) {
            marks.mark(Change.ofName("other" + i));
        }
        assertThat(marks.isCurrent(before, List.of(), "theme")).isFalse();
        assertThat(marks.isCurrent(marks.now(), List.of(), "theme")).isTrue();
    }
}
