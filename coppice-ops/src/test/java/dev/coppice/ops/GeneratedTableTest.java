package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.Test;

/** Tables as generated classes have them: they know their columns and their composite key. */
@PostgresTest
class GeneratedTableTest {

    private static final class Theme extends TableImpl<Record> {
        private static final long serialVersionUID = 1L;

        final TableField<Record, Long> id = createField(DSL.name("id"), SQLDataType.BIGINT.nullable(false), this);
        final TableField<Record, Integer> domain =
                createField(DSL.name("domain_id"), SQLDataType.INTEGER.nullable(false), this);
        final TableField<Record, String> name = createField(DSL.name("name"), SQLDataType.VARCHAR(20), this);
        final TableField<Record, Integer> rank = createField(DSL.name("rank"), SQLDataType.INTEGER, this);

        Theme(String schema) {
            super(DSL.name(schema, "theme"));
        }

        @Override
        public UniqueKey<Record> getPrimaryKey() {
            return Internal.createUniqueKey(this, DSL.name("theme_name_key"), domain, name);
        }
    }

    @Test
    void each_verb_answers_records_of_the_table(TestDatabase db) {
        Shop.in(db);
        var theme = new Theme(db.schema());
        var dark = Creator.into(theme).set(theme.domain, 1).set(theme.name, "dark");
        var light = Creator.into(theme).set(theme.domain, 1).set(theme.name, "light");
        Ops.on(db.dataSource()).write(w -> {
            var created = w.createAll(List.of(dark, light));
            assertThat(created.getLast().row().get(theme.id)).isEqualTo(2);
            var updated = w.updateAll(List.of(ranked(theme, "light", 5), ranked(theme, "dark", 6)));
            assertThat(updated)
                    .extracting(applied -> applied.row().get(theme.rank))
                    .containsExactly(5, 6);
            assertThat(updated)
                    .extracting(applied -> applied.row().get(theme.id))
                    .containsExactly(2L, 1L);
            var upserted = w.upsert(Upserter.into(theme)
                    .set(theme.domain, 1)
                    .set(theme.name, "dark")
                    .set(theme.rank, 9)
                    .conflictOn(theme.domain, theme.name));
            assertThat(upserted.orThrow().get(theme.rank)).isEqualTo(9);
            var purger = Purger.from(theme).key(theme.domain, 1).key(theme.name, "dark");
            assertThat(w.purgeAll(List.of(purger)).getFirst().row().get(theme.rank))
                    .isEqualTo(9);
            var key = Key.in(theme).with(theme.name, "light").with(theme.domain, 1);
            assertThat(w.find(key).orElseThrow().get(theme.id)).isEqualTo(2);
            return null;
        });
    }

    @Test
    void columns_that_hold_no_key_of_the_table_are_refused(TestDatabase db) {
        var theme = new Theme(db.schema());
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Ops.on(db.dataSource())
                        .write(w -> w.purge(Purger.from(theme).key(theme.domain, 1))))
                .returns("key.not-unique", CoppiceException::code);
    }

    private static Updater<Record> ranked(Theme theme, String name, int rank) {
        return Updater.of(theme).key(theme.domain, 1).key(theme.name, name).set(theme.rank, rank);
    }
}
