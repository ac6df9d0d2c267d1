package dev.coppice.lifecycle.internal.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class KindTableTest {
    private static final Instant END = Instant.parse("2026-01-31T00:00:00Z");

    @BeforeEach
    void awkward_table(TestDatabase db) {
        db.execute("""
                CREATE TYPE ${schema}."Status" AS ENUM ('active', 'suspended', 'deprovisioned', 'provisioning');
                CREATE DOMAIN ${schema}.number AS bigint;
                CREATE TABLE ${schema}."Work ""space" (
                    "the key" ${schema}.number PRIMARY KEY,
                    status ${schema}."Status",
                    parent int,
                    tier varchar(20),
                    owner uuid,
                    keep boolean,
                    gone_at timestamp,
                    note text
                );
                INSERT INTO ${schema}."Work ""space" VALUES
                    (1, 'active', NULL, 'large', '0B0E0000-0000-0000-0000-00000000000a', false, NULL, 'it''s {odd}?'),
                    (3, NULL, 1, NULL, NULL, NULL, NULL, NULL),
                    (2, 'suspended', 1, NULL, NULL, true, '2026-01-01 12:00', NULL),
                    (4, 'deprovisioned', NULL, NULL, NULL, false, '2026-01-01 12:00', NULL),
                    (5, 'provisioning', NULL, NULL, NULL, false, NULL, NULL);
                """);
    }

    @Test
    void a_row_is_read_whatever_its_columns_are(TestDatabase db) {
        var row = in(db, dsl -> table(db, dsl).find(dsl, "01")).orElseThrow();
        assertThat(row.id()).isEqualTo("1");
        assertThat(row.status()).isEqualTo(ResourceStatus.ACTIVE);
        assertThat(row.tier()).contains("large");
        assertThat(row.owner()).contains("0b0e0000-0000-0000-0000-00000000000a");
        assertThat(row.protection()).isFalse();
        assertThat(row.fencedAt()).isEmpty();
        assertThat(row.columns()).containsEntry("note", "it's {odd}?").containsEntry("the key", "1");
        assertThat(row.columns()).doesNotContainKey("parent");
    }

    @Test
    void a_null_status_is_active_and_a_null_protection_protects(TestDatabase db) {
        var row = in(db, dsl -> table(db, dsl).lock(dsl, "3")).orElseThrow();
        assertThat(row.status()).isEqualTo(ResourceStatus.ACTIVE);
        assertThat(row.protection()).isTrue();
        assertThat(KindTableTest.<Boolean>in(
                        db, dsl -> table(db, dsl).change(dsl, "3", ResourceStatus.ACTIVE, ResourceStatus.SUSPENDED)))
                .isTrue();
        assertThat(KindTableTest.<Boolean>in(
                        db, dsl -> table(db, dsl).change(dsl, "3", ResourceStatus.ACTIVE, ResourceStatus.SUSPENDED)))
                .isFalse();
    }

    @Test
    void an_id_that_no_row_can_have_is_not_found(TestDatabase db) {
        assertThat(KindTableTest.<Optional<KindTable.Row>>in(
                        db, dsl -> table(db, dsl).find(dsl, "9223372036854775808")))
                .isEmpty();
        assertThat(KindTableTest.<Optional<KindTable.Row>>in(
                        db, dsl -> table(db, dsl).find(dsl, "1 OR true")))
                .isEmpty();
        assertThat(KindTableTest.<List<KindTable.Row>>in(
                        db, dsl -> table(db, dsl).children(dsl, "x")))
                .isEmpty();
    }

    @Test
    void children_come_in_the_order_of_their_ids(TestDatabase db) {
        assertThat(KindTableTest.<List<KindTable.Row>>in(
                        db, dsl -> table(db, dsl).children(dsl, "1")))
                .extracting(KindTable.Row::id)
                .containsExactly("2", "3");
    }

    @Test
    void a_fence_is_stamped_once_and_a_time_without_zone_is_utc(TestDatabase db) {
        assertThat(KindTableTest.<Optional<KindTable.Row>>in(
                                db, dsl -> table(db, dsl).find(dsl, "2"))
                        .orElseThrow()
                        .fencedAt())
                .contains(Instant.parse("2026-01-01T12:00:00Z"));
        var stamped = in(db, dsl -> {
            table(db, dsl).fence(dsl, "2");
            table(db, dsl).fence(dsl, "1");
            return table(db, dsl).find(dsl, "2").orElseThrow();
        });
        assertThat(stamped.fencedAt()).contains(Instant.parse("2026-01-01T12:00:00Z"));
        var now = in(db, dsl -> dsl.fetchSingle("SELECT now()").get(0, Instant.class));
        assertThat(KindTableTest.<Optional<KindTable.Row>>in(
                                db, dsl -> table(db, dsl).find(dsl, "1"))
                        .orElseThrow()
                        .fencedAt()
                        .orElseThrow())
                .isBetween(now.minusSeconds(60), now);
        in(db, dsl -> {
            table(db, dsl).unfence(dsl, "1");
            return dsl;
        });
        assertThat(KindTableTest.<Optional<KindTable.Row>>in(
                                db, dsl -> table(db, dsl).find(dsl, "1"))
                        .orElseThrow()
                        .fencedAt())
                .isEmpty();
    }

    @Test
    void the_living_are_all_but_the_deprovisioned(TestDatabase db) {
        assertThat(KindTableTest.<Long>in(db, dsl -> table(db, dsl).living(dsl)))
                .isEqualTo(4);
    }

    @Test
    void another_status_is_named_and_not_guessed_at(TestDatabase db) {
        assertThatThrownBy(() -> in(db, dsl -> table(db, dsl).find(dsl, "5")))
                .hasMessage("A resource of kind work was not read. Its status is none of active, suspended and"
                        + " deprovisioned. Nothing was changed. Give it one of these, or leave it out of the table that the"
                        + " kind is declared on.");
    }

    @Test
    void a_due_query_reaches_the_server_as_it_is(TestDatabase db) {
        var text = "VALUES (1, '2026-01-31 00:00+00'::timestamptz, '{\"a\":1}'::jsonb ? 'b'),"
                + " (2, '2999-01-31 00:00+00', false), (3, '2999-01-31 00:00+00', true) -- {fn now()}";
        assertThat(due(db, text, "1")).contains(new KindTable.Due(Ending.at(END), true));
        assertThat(due(db, text, "2").orElseThrow().now()).isFalse();
        assertThat(due(db, text, "3").orElseThrow().now()).isTrue();
        assertThat(due(db, text, "4")).isEmpty();
        assertThat(due(db, text, "x")).isEmpty();
    }

    @Test
    void defect_d_an_older_ended_subscription_does_not_count_beside_one_in_force(TestDatabase db) {
        var text = "VALUES (1, '2026-01-31 00:00+00'::timestamptz, true), (1, '2999-01-31 00:00+00', false),"
                + " (2, '2026-01-31 00:00+00', false), (2, NULL, false), (3, NULL, true)";
        assertThat(due(db, text, "1").orElseThrow().now()).isFalse();
        assertThat(due(db, text, "2")).isEmpty();
        assertThat(due(db, text, "3").orElseThrow().now()).isTrue();
    }

    private static Optional<KindTable.Due> due(TestDatabase db, String text, String id) {
        return in(db, dsl -> table(db, dsl, text).ending(dsl, id));
    }

    private static KindTable table(TestDatabase db, DSLContext dsl) {
        return table(db, dsl, "SELECT 1, now(), false WHERE false");
    }

    private static KindTable table(TestDatabase db, DSLContext dsl, String due) {
        return KindTable.of(dsl, "work", config(db.schema(), due));
    }

    private static KindConfig config(String schema, String due) {
        return KindConfigs.read("work", """
                table: '%s."Work ""space"'
                key: the key
                status: status
                parent: parent
                tier: tier
                owner: owner
                protected: keep
                fence: gone_at
                due: |
                  %s
                """.formatted(schema, due));
    }

    static <T> T in(TestDatabase db, Function<DSLContext, T> work) {
        return DSL.using(db.dataSource(), SQLDialect.POSTGRES)
                .transactionResult(configuration -> work.apply(configuration.dsl()));
    }
}
