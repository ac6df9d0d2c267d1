package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

/** Cursors that users keep in links are read by every later version. A cursor below is never changed, only added to. */
@PostgresTest(Isolation.DATABASE)
class CursorCompatibilityTest {
    /** Of row 1, with microseconds and a zone. */
    private static final String ROW_1_BY_VERSION_1 =
            "AapCayRdXJv1AAAAIDIwMjYtMDQtMDUgMDI6MDA6MDAuMDAwMDAxKzEwOjMwAAAAAWEAAAABMXz0gUc";

    /** Of row 4, with a null and text that is not ASCII. */
    private static final String ROW_4_BY_VERSION_1 = "AapCayRdXJv1_____wAAAAhncsO8biAiJQAAAAE065aA3Q";

    @Test
    void a_cursor_of_version_1_still_marks_its_place(TestDatabase db) {
        db.execute(
                "CREATE SCHEMA app; CREATE TABLE app.task (id int PRIMARY KEY, due timestamptz, title text NOT NULL);"
                        + " INSERT INTO app.task VALUES (1, '2026-04-04 15:30:00.000001Z', 'a'), (2, NULL, 'grün \"%'),"
                        + " (3, NULL, 'z'), (4, NULL, 'grün \"%')");
        var id = DSL.field(DSL.name("id"), SQLDataType.INTEGER.notNull());
        var due = DSL.field(DSL.name("due"), SQLDataType.TIMESTAMPWITHTIMEZONE);
        var title = DSL.field(DSL.name("title"), SQLDataType.CLOB.notNull());
        var search = Searcher.in(DSL.table(DSL.name("app", "task")))
                .keyedBy(id)
                .named("open tasks")
                .orderBy(due.asc().nullsLast(), title.desc());
        var ops = Ops.on(db.dataSource());
        assertThat(ids(ops, search, PageRequest.first(9).after(ROW_1_BY_VERSION_1)))
                .containsExactly(3, 4, 2);
        assertThat(ids(ops, search, PageRequest.last(9).before(ROW_1_BY_VERSION_1)))
                .isEmpty();
        assertThat(ids(ops, search, PageRequest.first(9).after(ROW_4_BY_VERSION_1)))
                .containsExactly(2);
        assertThat(ids(ops, search, PageRequest.last(9).before(ROW_4_BY_VERSION_1)))
                .containsExactly(1, 3);
    }

    private static List<Integer> ids(Ops ops, Searcher<?> search, PageRequest request) {
        return ops.read(r -> r.searchGlobal(search, request)).rows().stream()
                .map(row -> row.get("id", Integer.class))
                .toList();
    }
}
