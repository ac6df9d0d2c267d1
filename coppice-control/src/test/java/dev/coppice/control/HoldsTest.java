package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest(Isolation.DATABASE)
class HoldsTest {
    private static final TableName SESSION = TableName.parse("app.session");
    private static final TableName EVENT = TableName.parse("app.event");
    private static final Act ANN = Act.of("ann", "lawsuit");

    @BeforeEach
    void schema(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.session (id uuid PRIMARY KEY);
                INSERT INTO app.session VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), ('b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
                CREATE TABLE app.event (at timestamptz, code varchar(3), PRIMARY KEY (at, code)) PARTITION BY RANGE (at);
                CREATE TABLE app.event_all PARTITION OF app.event DEFAULT;
                INSERT INTO app.event VALUES ('2026-01-01 00:00+00', 'abc'), ('2026-01-02 00:00+00', 'abc');
                CREATE TABLE app.keyless (a int);
                """);
    }

    @Test
    void a_held_row_is_spared_however_its_key_was_spelled(TestDatabase db) {
        place(db, HoldTarget.row(SESSION, "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"));
        assertThat(deletable(db, SESSION, "id")).isEqualTo(1);
    }

    @Test
    void a_composite_key_with_a_time_is_spelled_alike_in_any_session(TestDatabase db) {
        place(db, HoldTarget.row(EVENT, "2026-01-01 10:00+10", "abc"));
        var left = Session.committed(db, dsl -> {
            dsl.execute("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, MDY'");
            return count(dsl, EVENT, "at", "code");
        });
        assertThat(left).isEqualTo(1);
    }

    @Test
    void placing_a_hold_leaves_the_settings_of_the_session_alone(TestDatabase db) {
        Session.committed(db, dsl -> {
            Holds.in(dsl).place(HoldRequest.on(HoldTarget.row(EVENT, "2026-01-01 10:00+10", "abc"), "legal/1", ANN));
            assertThat(dsl.fetchSingle("SHOW TimeZone").get(0)).isEqualTo("Australia/Lord_Howe");
            return dsl;
        });
    }

    @Test
    void a_held_table_spares_every_row(TestDatabase db) {
        place(db, HoldTarget.table(SESSION));
        assertThat(deletable(db, SESSION, "id")).isZero();
        assertThat(deletable(db, EVENT, "at", "code")).isEqualTo(2);
    }

    @Test
    void a_held_resource_is_told_from_others(TestDatabase db) {
        place(db, HoldTarget.resource("graph", "g1"));
        var free = Session.committed(
                db,
                dsl -> dsl.fetchCount(dsl.select(field(name("id")))
                        .from("(VALUES ('g1'), ('g2')) AS graph (id)")
                        .where(Holds.resourceNotHeld("graph", field(name("graph", "id"), String.class)))));
        assertThat(free).isEqualTo(1);
    }

    @Test
    void a_hold_binds_until_its_end_and_until_its_release(TestDatabase db) {
        var lasting = place(db, HoldTarget.row(SESSION, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"));
        place(db, HoldTarget.row(SESSION, "b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"));
        db.execute("UPDATE coppice.hold SET placed_at = now() - interval '2 h', until_at = now() - interval '1 h'"
                + " WHERE id <> " + lasting.id());
        assertThat(deletable(db, SESSION, "id")).isEqualTo(1);
        var released = Session.committed(db, dsl -> Holds.in(dsl).release(lasting.id(), Act.of("bob", "settled")));
        assertThat(released.release().orElseThrow().act()).isEqualTo(Act.of("bob", "settled"));
        assertThat(deletable(db, SESSION, "id")).isEqualTo(2);
    }

    @Test
    void holds_are_listed_page_by_page(TestDatabase db) {
        for (var i = 0; i < 5; i++) {
            place(db, HoldTarget.resource("graph", "g" + i));
        }
        Session.committed(db, dsl -> {
            var holds = Holds.in(dsl);
            holds.release(1, ANN);
            var first = holds.list(HoldQuery.binding(2));
            var second = holds.list(HoldQuery.binding(2).after(first.next().orElseThrow()));
            assertThat(first.items()).extracting(Hold::id).containsExactly(2L, 3L);
            assertThat(second.items()).extracting(Hold::id).containsExactly(4L, 5L);
            assertThat(second.next()).isEmpty();
            assertThat(holds.list(HoldQuery.all(9)).items()).hasSize(5);
            assertThat(holds.list(HoldQuery.all(9).on(HoldTarget.resource("graph", "g3")))
                            .items())
                    .extracting(Hold::id)
                    .containsExactly(4L);
            return holds;
        });
    }

    @Test
    void a_hold_that_would_bind_nothing_is_refused_and_the_transaction_lives_on(TestDatabase db) {
        Session.committed(db, dsl -> {
            refused(dsl, HoldTarget.table(TableName.parse("app.absent")), "hold.unknown-table");
            refused(dsl, HoldTarget.table(TableName.parse("app.event_all")), "hold.on-partition");
            refused(dsl, HoldTarget.row(TableName.parse("app.keyless"), "1"), "hold.no-key");
            refused(dsl, HoldTarget.row(EVENT, "2026-01-01"), "hold.bad-key");
            refused(dsl, HoldTarget.row(SESSION, "not a uuid"), "hold.bad-key");
            assertThatThrownBy(() -> Holds.in(dsl)
                            .place(HoldRequest.on(HoldTarget.table(SESSION), "legal/1", ANN)
                                    .until(Instant.parse("2020-01-01T00:00:00Z"))))
                    .hasMessage(
                            "The hold was not placed. Its end lies in the past by the database's clock. Nothing is held."
                                    + " Give an end in the future, or none.");
            assertThatThrownBy(() -> Holds.in(dsl).release(7, ANN))
                    .hasMessage("Hold 7 was not released. There is no hold of this number. Nothing was changed. Run"
                            + " \"coppice hold list\" for the numbers.");
            return dsl;
        });
    }

    @Test
    void a_key_too_long_for_its_column_holds_no_other_row(TestDatabase db) {
        place(db, HoldTarget.row(EVENT, "2026-01-01 00:00+00", "abcdef"));
        assertThat(deletable(db, EVENT, "at", "code")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            numeric          | 1.50            | 1.5
            interval         | 1 day           | 24:00:00
            double precision | -0              | 0
            bit(3)           | 101             | 101
            """)
    void a_row_is_held_by_any_value_equal_to_its_key(String type, String stored, String given, TestDatabase db) {
        db.execute("CREATE TABLE app.odd (id " + type + " PRIMARY KEY); INSERT INTO app.odd VALUES ('" + stored + "')");
        var odd = TableName.parse("app.odd");
        place(db, HoldTarget.row(odd, given));
        var left = Session.committed(db, dsl -> {
            dsl.execute("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, MDY'");
            return count(dsl, odd, "id");
        });
        assertThat(left).isZero();
    }

    @Test
    void a_key_that_its_domain_refuses_is_told_without_its_value(TestDatabase db) {
        db.execute("CREATE DOMAIN app.code AS text CHECK (value ~ '^[a-z]+$');"
                + "CREATE TABLE app.coded (id app.code PRIMARY KEY)");
        assertThatThrownBy(() -> place(db, HoldTarget.row(TableName.parse("app.coded"), "S3CRET")))
                .hasMessage(
                        "The hold on a row of app.coded was not placed. A value does not fit the type of its column."
                                + " Nothing is held. Give the values of the primary key in its order.");
    }

    @Test
    void a_second_release_is_answered_clearly(TestDatabase db) {
        var hold = place(db, HoldTarget.table(SESSION));
        Session.committed(db, dsl -> Holds.in(dsl).release(hold.id(), ANN));
        assertThatThrownBy(() -> Session.committed(db, dsl -> Holds.in(dsl).release(hold.id(), ANN)))
                .isInstanceOf(CoppiceException.class)
                .extracting(Refusal::code)
                .isEqualTo("hold.already-released");
    }

    @Test
    void holds_and_releases_are_in_the_audit_trail(TestDatabase db) {
        var hold = place(db, HoldTarget.table(SESSION));
        Session.committed(db, dsl -> Holds.in(dsl).release(hold.id(), ANN));
        var actions = Session.committed(db, dsl -> AuditTrail.in(dsl).list(AuditQuery.newest(9)))
                .items();
        assertThat(actions).extracting(entry -> entry.event().action()).containsExactly("hold.released", "hold.placed");
    }

    private static void refused(DSLContext dsl, HoldTarget target, String code) {
        assertThatThrownBy(() -> Holds.in(dsl).place(HoldRequest.on(target, "legal/1", ANN)))
                .isInstanceOf(CoppiceException.class)
                .extracting(Refusal::code)
                .isEqualTo(code);
    }

    private static Hold place(TestDatabase db, HoldTarget target) {
        return Session.committed(db, dsl -> Holds.in(dsl).place(HoldRequest.on(target, "legal/1", ANN)));
    }

    private static int deletable(TestDatabase db, TableName table, String... key) {
        return Session.committed(db, dsl -> {
            ChunkGuard.enter(dsl);
            return count(dsl, table, key);
        });
    }

    private static int count(DSLContext dsl, TableName table, String... key) {
        var columns =
                List.of(key).stream().map(column -> field(name("t", column))).toList();
        return dsl.fetchCount(dsl.selectOne()
                .from(table(name(table.schema(), table.name())).as("t"))
                .where(Holds.notHeld(table, columns)));
    }
}
