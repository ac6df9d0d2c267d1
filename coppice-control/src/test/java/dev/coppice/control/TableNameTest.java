package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableNameTest {
    @Test
    void what_is_spelled_is_read_again_whatever_the_name() {
        for (var name :
                List.of("session", "Order", "we.ird", "my table", "quo\"te", "\"", "ünï", "a\tb", "select", "1")) {
            var table = new TableName(name, name);
            assertThat(TableName.parse(table.spelled())).isEqualTo(table);
        }
        assertThat(new TableName("app", "my \"table\"").spelled()).isEqualTo("app.\"my \"\"table\"\"\"");
    }

    @Test
    void either_part_may_stand_in_quotation_marks() {
        assertThat(TableName.parse("app.session")).isEqualTo(new TableName("app", "session"));
        assertThat(TableName.parse("\"App\".session")).isEqualTo(new TableName("App", "session"));
        assertThat(TableName.parse("app.\"a.b\"")).isEqualTo(new TableName("app", "a.b"));
    }

    @Test
    void anything_else_is_refused() {
        for (var text : List.of("session", "a.b.c", "\"a.b\"", "a.\"b", "a.\"\"", "a b.c", ".a", "a.", "a.\"b\"c\"")) {
            assertThatThrownBy(() -> TableName.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a table with its schema, such as app.session");
        }
    }
}
