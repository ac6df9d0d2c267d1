package dev.coppice.ops;

import static dev.coppice.ops.Expectation.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.Test;

class SpecTest {
    private static final Theme THEME = new Theme();
    private static final Table<Record> GRANT = DSL.table(DSL.name("app", "grant"));
    private static final Field<String> NAME = DSL.field(DSL.name("app", "grant", "name"), SQLDataType.VARCHAR);

    /** A table as generated classes have it: it knows its columns and its key. */
    private static final class Theme extends TableImpl<Record> {
        private static final long serialVersionUID = 1L;

        final TableField<Record, Integer> domain =
                createField(DSL.name("domain"), SQLDataType.INTEGER.nullable(false), this);
        final TableField<Record, String> name = createField(DSL.name("name"), SQLDataType.VARCHAR(5), this);
        final TableField<Record, Integer> rank = createField(DSL.name("rank"), SQLDataType.INTEGER, this);

        Theme() {
            super(DSL.name("app", "theme"));
        }

        @Override
        public UniqueKey<Record> getPrimaryKey() {
            return Internal.createUniqueKey(this, DSL.name("theme_pk"), domain, name);
        }
    }

    @Test
    void specs_read_like_a_log_line_without_values() {
        var gate = Gate.exists(GRANT).where(NAME.eq("secret"));
        assertThat(Creator.into(THEME).set(THEME.name, "dark").onlyIf(gate))
                .hasToString("Creator[app.theme: app.theme(name) only if a row of app.grant]");
        assertThat(Updater.of(THEME).named("rename").key(THEME.domain, 1).set(THEME.name, "dark"))
                .hasToString("Updater[rename: app.theme(domain)(name)]");
        assertThat(Upserter.into(THEME).set(THEME.name, "dark").conflictOn(THEME.domain, THEME.name))
                .hasToString("Upserter[app.theme: app.theme(name on conflict domain, name)]");
        assertThat(Purger.from(THEME).key(THEME.domain, 1))
                .hasToString("Purger[app.theme: app.theme(domain)(0 conflict checks)]");
        assertThat(NextValue.of(THEME.rank)).hasToString("NextValue[app.theme.rank + 100]");
        assertThat(Rows.everything()).hasToString("Rows[everything]");
    }

    @Test
    void a_second_conflicting_call_fails_and_quotes_the_first() {
        var gate = Gate.exists(GRANT).where(NAME.eq("a"));
        assertThatIllegalStateException()
                .isThrownBy(() -> Creator.into(THEME).onlyIf(gate).onlyIf(gate))
                .withMessage("onlyIf(a row of app.grant) was already called; a write has one gate");
        assertThatIllegalStateException()
                .isThrownBy(() -> Creator.into(THEME).set(THEME.rank, 1).set(THEME.rank, 2))
                .withMessage("set(app.theme.rank, …) was already called; a column takes one value");
        assertThatIllegalStateException()
                .isThrownBy(() -> Upserter.into(THEME).conflictOn(THEME.name).conflictOn(THEME.rank))
                .withMessage("conflictOn(name) was already called; an upserter has one target");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        Creator.into(THEME).expect(unique("k"), NameTaken::new).expect(unique("k"), NameTaken::new));
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // what a caller without generics may do
    void bad_columns_and_values_are_refused_when_built() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Creator.into(THEME).set(NAME.as("absent"), "x"))
                .withMessage("column must be one of app.theme, was: absent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Creator.into(THEME).set(THEME.name, "secret"))
                .withMessage("column app.theme.name takes 5 characters, was given 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Creator.into(THEME).set((Field) THEME.rank, "7"))
                .withMessage("column app.theme.rank takes Integer, was given String");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NextValue.of(THEME.rank).gap(0))
                .withMessage("gap must be 1 or more, was: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OpsBuilder(null, null).lockTimeout(Duration.ZERO))
                .withMessage("lockTimeout must be 1 ms or more, was: PT0S");
    }

    @Test
    void a_condition_that_limits_nothing_is_refused() {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Rows.matching(DSL.noCondition()))
                .withMessage(
                        "A write by condition was not built. Its condition limits nothing and would match every row "
                                + "of the table. Nothing was written. Give a condition, or use Rows.everything() if the whole "
                                + "table is meant.");
    }

    @Test
    void a_gate_whose_rows_cannot_be_locked_is_refused_with_advice() {
        var absent = DSL.notExists(DSL.selectOne().from(GRANT));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Gate.exists(GRANT).where(absent))
                .withMessage(
                        "The condition of a gate on app.grant was refused. It looks at other rows by a sub-select, "
                                + "and rows that are absent cannot be locked. Nothing was written. Name a parent row that every "
                                + "writer locks first and test that, or let a constraint decide.");
        refused(() -> Gate.exists(GRANT).where(DSL.count().gt(3)));
        refused(() -> Gate.exists(GRANT).where(DSL.condition("name = (SELECT DISTINCT name FROM app.x)")));
        refused(() -> Gate.exists(GRANT.join(THEME).on(DSL.trueCondition())));
        refused(() -> Gate.exists(DSL.selectDistinct(NAME).from(GRANT).asTable("g")));
    }

    @Test
    void a_gate_that_names_the_written_row_is_refused() {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Gate.exists(GRANT)
                        .where(DSL.field(DSL.name("app", "grant", "name"), String.class)
                                .eq(DSL.field(DSL.name("app", "theme", "name"), String.class))))
                .withMessage(
                        "The condition of a gate on app.grant was refused. It names a column of another table, and a "
                                + "gate is asked for its own row alone. Nothing was written. Name a parent row that every writer "
                                + "locks first and test that, or let a constraint decide.");
    }

    @Test
    void a_time_out_that_postgresql_cannot_hold_is_refused() {
        var builder = Ops.builder(new org.postgresql.ds.PGSimpleDataSource());
        var longest = Duration.ofMillis(Integer.MAX_VALUE);
        builder.statementTimeout(longest).lockTimeout(longest).build();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> builder.statementTimeout(longest.plusMillis(1)).build())
                .withMessage("statementTimeout must be PT596H31M23.647S or less, was: PT596H31M23.648S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.statementTimeout(longest)
                        .lockTimeout(Duration.ZERO)
                        .build())
                .withMessage("lockTimeout must be 1 ms or more, was: PT0S");
    }

    @Test
    void a_gate_takes_the_weaker_lock_for_keys_alone() {
        assertThat(lockOf(Gate.exists(THEME).where(THEME.domain.eq(1).and(THEME.name.eq("rank")))))
                .isEqualTo("for key share");
        assertThat(lockOf(Gate.exists(THEME).where(THEME.domain.eq(1).and(THEME.rank.eq(2)))))
                .isEqualTo("for share");
        assertThat(lockOf(Gate.exists(GRANT).where(NAME.eq("a")))).isEqualTo("for share");
        assertThat(lockOf(Gate.exists(GRANT).where(NAME.eq("a")).keyedBy(NAME))).isEqualTo("for key share");
        assertThat(lockOf(Gate.exists(GRANT).where(DSL.condition("open")).keyedBy(NAME)))
                .isEqualTo("for share");
    }

    private static String lockOf(Gate gate) {
        var sql = DSL.using(SQLDialect.POSTGRES).render(gate.asCondition());
        return sql.contains("for key share") ? "for key share" : sql.contains("for share") ? "for share" : sql;
    }

    private static void refused(ThrowingCallable gate) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(gate)
                .returns("gate.not-lockable", CoppiceException::code);
    }
}
