package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The awkward shapes are there on purpose: whoever smooths one away finds out here. */
@PostgresTest(Isolation.DATABASE)
class AwkwardSchemaTest {
    private static final String OF_APP = " AND connamespace = 'app'::regnamespace AND conparentid = 0";

    @Test
    void exactly_one_foreign_key_lacks_an_index_that_begins_with_its_columns(TestDatabase db) {
        GraphPlatform.install(db.dataSource());
        assertThat(new PlatformFixture(db).list("""
                                SELECT conname
                                FROM pg_catalog.pg_constraint
                                WHERE contype = 'f'
                                    AND connamespace = 'app'::regnamespace
                                    AND NOT EXISTS (
                                        SELECT
                                        FROM pg_catalog.pg_index
                                        WHERE indrelid = conrelid
                                            AND indpred IS NULL
                                            AND conkey @> (indkey::int2[])[0:cardinality(conkey) - 1]
                                            AND conkey <@ (indkey::int2[])[0:cardinality(conkey) - 1])
                                """)).containsExactly("notification_receipt_notification_id_fk");
    }

    @Test
    void two_pairs_of_tables_refer_to_each_other_and_one_of_them_is_deferred(TestDatabase db) {
        GraphPlatform.install(db.dataSource());
        assertThat(new PlatformFixture(db).list("""
                                SELECT a.conrelid::regclass || ' <-> ' || a.confrelid::regclass || ' '
                                    || (a.condeferrable OR b.condeferrable)
                                FROM pg_catalog.pg_constraint AS a
                                JOIN pg_catalog.pg_constraint AS b
                                    ON b.conrelid = a.confrelid AND b.confrelid = a.conrelid AND b.contype = 'f'
                                WHERE a.contype = 'f' AND a.conrelid::regclass::text < a.confrelid::regclass::text
                                ORDER BY 1
                                """))
                .containsExactly(
                        "app.checkpoint <-> app.checkpoint_manifest false",
                        "app.folder_version <-> app.virtual_folder true");
    }

    @Test
    void two_tables_refer_to_themselves(TestDatabase db) {
        GraphPlatform.install(db.dataSource());
        assertThat(constraints(db, "contype = 'f' AND conrelid = confrelid"))
                .containsExactly("graph_parent_id_fk", "session_parent_session_id_fk");
    }

    @Test
    void one_table_has_no_key_and_holds_equal_rows(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        assertThat(platform.list("""
                        SELECT relname
                        FROM pg_catalog.pg_class
                        WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p')
                            AND NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indrelid = pg_class.oid AND indisunique)
                        """)).containsExactly("usage_sample");
        assertThat(platform.count("(SELECT u FROM app.usage_sample AS u GROUP BY u HAVING count(*) > 1) AS equal"))
                .isPositive();
    }

    @Test
    void events_lie_in_monthly_partitions_and_another_table_refers_to_them(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        assertThat(platform.list(
                        "SELECT relname FROM pg_catalog.pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1"))
                .hasSize(27)
                .startsWith("session_event_2024_10")
                .endsWith("session_event_2026_12");
        assertThat(constraints(db, "contype = 'f' AND confrelid = 'app.session_event'::regclass"))
                .containsExactly("event_attachment_event_id_occurred_at_fk");
        assertThat(platform.count("(SELECT DISTINCT tableoid FROM app.session_event) AS used"))
                .isGreaterThan(20);
    }

    @Test
    void composite_cascading_and_nulling_foreign_keys_are_there(TestDatabase db) {
        GraphPlatform.install(db.dataSource());
        assertThat(constraints(db, "contype = 'f' AND cardinality(conkey) > 1"))
                .containsExactly(
                        "event_attachment_event_id_occurred_at_fk",
                        "graph_member_org_id_user_id_fk",
                        "kernel_port_session_id_kernel_index_fk",
                        "setting_fragment_config_name_scope_type_fk");
        assertThat(constraints(db, "contype = 'f' AND confdeltype = 'n'")).containsExactly("file_session_id_fk");
        assertThat(constraints(db, "contype = 'f' AND confdeltype = 'c'"))
                .containsExactly(
                        "kernel_port_session_id_kernel_index_fk",
                        "setting_allow_list_config_name_fk",
                        "setting_fragment_config_name_scope_type_fk");
    }

    @Test
    void the_uncommon_sorts_of_column_are_there(TestDatabase db) {
        GraphPlatform.install(db.dataSource());
        assertThat(columns(db, "attgenerated = 's'")).containsExactly("session.lasted_seconds");
        assertThat(columns(db, "attidentity = 'a'"))
                .containsExactly(
                        "association_scopes_entities.association_id",
                        "credit_transaction.transaction_id",
                        "notification.notification_id");
        assertThat(columns(db, "atttypid = 'timestamp'::regtype")).containsExactly("notification.delivered_at");
        assertThat(columns(db, "atttypid = 'app.kernel_status'::regtype")).containsExactly("kernel.status");
        assertThat(columns(db, "atttypid = 'app.email_address'::regtype")).containsExactly("platform_user.email");
        assertThat(columns(db, "atttypid = 'text[]'::regtype")).containsExactly("document.keywords", "session.tags");
    }

    @Test
    void wide_rows_are_stored_out_of_line(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        assertThat(platform.count("app.event_attachment WHERE length(content) >= 12000"))
                .isPositive();
        assertThat(platform.count("app.document WHERE length(body) > 100000")).isPositive();
        assertThat(
                        platform.list(
                                "SELECT pg_relation_size(reltoastrelid) > 8192 FROM pg_class WHERE oid = 'app.event_attachment'::regclass"))
                .containsExactly("t");
    }

    @Test
    void credentials_have_no_foreign_key_and_some_are_orphans(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        assertThat(constraints(db, "contype = 'f' AND conrelid = 'app.connection_credential'::regclass"))
                .isEmpty();
        assertThat(platform.count("app.connection_credential AS c WHERE NOT EXISTS"
                        + " (SELECT FROM app.connection WHERE connection.connection_id = c.connection_id)"))
                .isPositive();
    }

    @Test
    void every_table_says_what_it_is(TestDatabase db) {
        GraphPlatform.install(db.dataSource());
        assertThat(new PlatformFixture(db)
                        .list("SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = 'app'::regnamespace"
                                + " AND relkind IN ('r', 'p', 'v') AND obj_description(oid, 'pg_class') IS NULL"))
                .isEmpty();
    }

    private static List<String> constraints(TestDatabase db, String condition) {
        return new PlatformFixture(db)
                .list("SELECT conname FROM pg_catalog.pg_constraint WHERE " + condition + OF_APP + " ORDER BY 1");
    }

    private static List<String> columns(TestDatabase db, String condition) {
        return new PlatformFixture(db)
                .list("SELECT relname || '.' || attname FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_class"
                        + " ON pg_class.oid = attrelid WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p')"
                        + " AND attnum > 0 AND " + condition + " ORDER BY 1");
    }
}
