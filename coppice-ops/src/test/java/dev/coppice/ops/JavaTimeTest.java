package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

/** Dates and times of a table resolved at run time come back as what they were written as, to the microsecond. */
@PostgresTest
class JavaTimeTest {
    private static final Field<Integer> ID = DSL.field(DSL.name("id"), SQLDataType.INTEGER.notNull());
    private static final Field<LocalDate> DAY = DSL.field(DSL.name("day"), SQLDataType.LOCALDATE);
    private static final Field<LocalTime> HOUR = DSL.field(DSL.name("hour"), SQLDataType.LOCALTIME);
    private static final Field<LocalDateTime> MOMENT = DSL.field(DSL.name("moment"), SQLDataType.LOCALDATETIME);
    private static final LocalTime TIME = LocalTime.of(2, 30, 0, 123_456_000);
    private static final LocalDate DATE = LocalDate.of(2026, 3, 29);

    private final Table<Record> table;
    private final Ops ops;

    JavaTimeTest(TestDatabase db) {
        db.execute("CREATE TABLE ${schema}.visit (id int PRIMARY KEY, day date, hour time, moment timestamp)");
        table = DSL.table(DSL.name(db.schema(), "visit"));
        ops = Ops.on(db.dataSource());
    }

    @Test
    void rows_of_every_op_have_the_types_of_java_time() {
        var visit =
                Creator.into(table).set(ID, 1).set(DAY, DATE).set(HOUR, TIME).set(MOMENT, DATE.atTime(TIME));
        var key = Key.in(table).with(ID, 1);
        var search = Searcher.in(table).keyedBy(ID).orderBy(MOMENT.desc());
        var rows = ops.write(w -> List.of(
                w.create(visit).orThrow(),
                w.update(Updater.of(table).key(ID, 1).set(DAY, DATE)).orThrow(),
                w.find(key).orElseThrow(),
                w.searchGlobal(search, PageRequest.first(1)).rows().getFirst(),
                w.purge(Purger.from(table).key(ID, 1)).orThrow()));
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.get(DAY)).isEqualTo(DATE);
            assertThat(row.get(HOUR)).isEqualTo(TIME);
            assertThat(row.get(MOMENT)).isEqualTo(DATE.atTime(TIME));
        });
    }

    @Test
    void a_row_that_an_update_found_unchanged_has_them_too() {
        var row = ops.write(w -> {
            w.create(Creator.into(table).set(ID, 1).set(DAY, DATE)).orThrow();
            return w.update(Updater.of(table).key(ID, 1)).orThrow();
        });
        assertThat(row.get(DAY)).isEqualTo(DATE);
    }
}
