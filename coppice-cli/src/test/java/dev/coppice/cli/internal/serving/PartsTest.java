package dev.coppice.cli.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class PartsTest {
    private final List<String> closed = new ArrayList<>();
    private final Parts parts = new Parts();

    @Test
    void parts_are_closed_once_and_the_last_first() {
        parts.add(() -> closed.add("database"));
        parts.add(() -> closed.add("server"));

        parts.close();
        parts.close();

        assertThat(closed).containsExactly("server", "database");
    }

    @Test
    void a_part_that_came_up_while_all_was_closed_is_closed_too() {
        parts.close();

        assertThatThrownBy(() -> parts.add(() -> closed.add("late"))).isInstanceOf(CancellationException.class);

        assertThat(closed).containsExactly("late");
    }
}
