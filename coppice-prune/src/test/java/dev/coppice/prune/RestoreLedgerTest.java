package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no code can enter in the record of restores, however wrong it is: every check of it, broken once. */
@PostgresTest(Isolation.DATABASE)
class RestoreLedgerTest {
    private static final String RESTORE = "UPDATE coppice.restore SET ";
    private static final String CHUNK = "UPDATE coppice.restore_chunk SET ";
    private static final Map<String, String> BROKEN = Map.ofEntries(
            Map.entry("restore_request_check", RESTORE + "request = 'A' || substr(request, 2)"),
            Map.entry("restore_archive_check", RESTORE + "archive = ''"),
            Map.entry("restore_location_check", RESTORE + "location = ''"),
            Map.entry("restore_table_schemas_table_names_check", RESTORE + "table_schemas = '{app,app}'"),
            Map.entry("restore_condition_row_key_table_names_check", RESTORE + "condition = 'true', row_key = '{1}'"),
            Map.entry("restore_condition_check", RESTORE + "condition = ''"),
            Map.entry("restore_into_schema_check", RESTORE + "into_schema = ''"),
            Map.entry("restore_on_conflict_check", RESTORE + "on_conflict = 'skip'"),
            Map.entry("restore_requested_by_check", RESTORE + "requested_by = ''"),
            Map.entry("restore_requested_reason_check", RESTORE + "requested_reason = ''"),
            Map.entry("restore_state_check", RESTORE + "state = 'PAUSED'"),
            Map.entry("restore_state_reason_check", RESTORE + "state_reason = ''"),
            Map.entry("restore_state_ended_at_check", RESTORE + "state = 'SUCCEEDED'"),
            Map.entry("restore_lease_epoch_backend_pid_backend_start_check", RESTORE + "lease_epoch = 1"),
            Map.entry(
                    "restore_created_at_ended_at_check",
                    RESTORE + "state = 'ABANDONED', ended_at = created_at - interval '1 s'"),
            Map.entry("restore_chunk_chunk_check", CHUNK + "chunk = -1"),
            Map.entry("restore_chunk_restored_edited_skipped_check", CHUNK + "edited = -1"),
            Map.entry("restore_table_restored_edited_skipped_check", "UPDATE coppice.restore_table SET skipped = -1"),
            Map.entry("restore_conflict_rows_check", "UPDATE coppice.restore_conflict SET rows = 0"),
            Map.entry("campaign_segment_description_check", "UPDATE coppice.campaign_segment SET description = ''"));

    private static final Map<String, String> REPEATED = Map.of(
            "restore_request_unique",
            "INSERT INTO coppice.restore (request, archive, location, table_schemas, table_names, row_key, on_conflict,"
                    + " requested_by, requested_reason, state_reason, created_at, changed_at)"
                    + " SELECT request, 'b', 'c', '{}', '{}', '{}', 'FAIL', 'd', 'e', 'f', now(), now() FROM coppice.restore",
            "restore_chunk_restore_id_chunk_pkey",
            "INSERT INTO coppice.restore_chunk SELECT * FROM coppice.restore_chunk",
            "restore_table_restore_id_table_schema_table_name_pkey",
            "INSERT INTO coppice.restore_table SELECT * FROM coppice.restore_table",
            "restore_conflict_pkey",
            "INSERT INTO coppice.restore_conflict SELECT * FROM coppice.restore_conflict");

    @BeforeAll
    static void an_unfinished_restore(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                INSERT INTO coppice.campaign (
                    policy, table_schema, table_name, plan_hash, fingerprint, plan, horizon_at, requested_by, requested_reason,
                    chunk_time_ms, state_reason, created_at, changed_at
                ) VALUES ('p', 'app', 'session', repeat('a', 64), '', '{}', now(), 'bob', 'a test', 1, 'x', now(), now());
                INSERT INTO coppice.campaign_segment VALUES (1, 1, 's', 'app', 'session', '{}', '{}');
                INSERT INTO coppice.restore (
                    request, archive, location, table_schemas, table_names, row_key, on_conflict, requested_by,
                    requested_reason, state_reason, created_at, changed_at
                ) VALUES (repeat('a', 64), 'a', 'file:/a', '{app}', '{session}', '{}', 'FAIL', 'bob', 'a test', 'x', now(), now());
                INSERT INTO coppice.restore_chunk VALUES (1, 1, 1, 0, 0, now());
                INSERT INTO coppice.restore_table VALUES (1, 'app', 'session', 1, 0, 0);
                INSERT INTO coppice.restore_conflict VALUES (1, 'app', 'session', 'session_pkey', 1);
                """);
    }

    static Stream<Map.Entry<String, String>> broken() {
        return Stream.concat(BROKEN.entrySet().stream(), REPEATED.entrySet().stream());
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_row_that_contradicts_itself_is_refused(Map.Entry<String, String> broken, TestDatabase db) {
        assertThatThrownBy(() -> db.execute(broken.getValue())).hasMessageContaining("\"" + broken.getKey() + "\"");
    }

    @Test
    void no_check_of_the_record_goes_unbroken(TestDatabase db) {
        assertThat(new Database(db)
                        .list("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid::regclass::text"
                                + " LIKE 'coppice.restore%' OR conname = 'campaign_segment_description_check'"))
                .containsExactlyInAnyOrderElementsOf(BROKEN.keySet());
    }
}
