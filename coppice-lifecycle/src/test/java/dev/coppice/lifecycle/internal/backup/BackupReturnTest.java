package dev.coppice.lifecycle.internal.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.TeardownPlan;
import dev.coppice.lifecycle.internal.backup.BackupDocument.Part;
import dev.coppice.lifecycle.internal.backup.BackupDocument.Script;
import dev.coppice.lifecycle.internal.backup.BackupTaking.Wanted;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.spi.BackupWriter.Phase;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class BackupReturnTest {
    @TempDir
    private Path folder;

    private Estate estate;

    @BeforeEach
    void graphs(TestDatabase db) {
        estate = Estate.in(db, folder).graph("kg1").child("kg1_a", "kg1");
    }

    @Test
    void a_whole_resource_comes_back_with_its_children() {
        var backup = estate.take("kg1");
        bury();
        assertThat(estate.backups().restore(backup.id(), Estate.ACT).items())
                .containsOnly(
                        Map.entry("drop-schema", 78L), Map.entry("remove-files", 2L), Map.entry("delete-rows", 4L));
        assertThat(estate.one("SELECT string_agg(id || status || (fenced_at IS NULL), ' ' ORDER BY id) FROM app.graph"))
                .isEqualTo("kg1activetrue kg1_aactivetrue");
        assertThat(estate.one("SELECT string_agg(state, ' ') FROM coppice.resource_state"))
                .isEqualTo("active active");
        assertThat(estate.one("SELECT count(*) FROM coppice.tombstone WHERE lifted_at IS NULL"))
                .isEqualTo("0");
        assertThat(estate.one("SELECT count(*) FROM tenant_kg1_a.edge")).isEqualTo("19");
        assertThat(estate.files.of("kg1_a")).containsKey("kg1_a/report.pdf");
        assertThat(
                        estate.one(
                                "SELECT string_agg(subject, ', ' ORDER BY seq) FROM coppice.audit WHERE action = 'backup.restored'"))
                .isEqualTo("graph kg1, graph kg1_a");
    }

    @Test
    void the_certificates_of_what_comes_back_are_revoked_and_that_is_told() {
        var backup = estate.take("kg1");
        begun("done");
        bury();
        estate.db.execute("""
                INSERT INTO coppice.certificate (operation_id, kind, resource_id, body, sha256, key_id, signature, issued_at)
                SELECT id, 'graph', 'kg1', '{}', 'a', 'b', '\\x00', now() FROM coppice.operation
                """);
        estate.backups().restore(backup.id(), Estate.ACT);
        assertThat(estate.one("SELECT revoked_reason FROM coppice.certificate"))
                .isEqualTo("It was restored from backup " + backup.id() + ".");
        assertThat(estate.one("SELECT actor || ' ' || subject FROM coppice.audit WHERE action = 'certificate.revoked'"))
                .isEqualTo("ann graph kg1");
        assertThat(estate.one("SELECT count(*) FROM coppice.notification WHERE topic = 'certificate.revoked'"))
                .isEqualTo("1");
    }

    @Test
    void tombstones_are_in_the_hands_of_a_restore_from_its_beginning() {
        var backup = estate.take("kg1");
        bury();
        var seen = new ArrayList<String>();
        estate.files.meddledWith(() -> seen.add(
                estate.one("SELECT count(*) FROM (SELECT FROM coppice.tombstone FOR UPDATE SKIP LOCKED) AS free")));
        estate.backups().restore(backup.id(), Estate.ACT);
        assertThat(seen).isNotEmpty().containsOnly("0");
    }

    @Test
    void only_what_lives_is_backed_up_on_a_persons_word() {
        bury();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().create(Estate.id("kg1"), Estate.ACT))
                .returns("backup.resource-leaving", CoppiceException::code)
                .withMessageContaining("It is deprovisioned");
        assertThat(estate.one("SELECT count(*) FROM coppice.backup")).isEqualTo("0");
    }

    @Test
    void a_download_that_expires_on_the_way_does_not_end_well() {
        var backup = estate.take("kg1");
        var out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                estate.db.execute("UPDATE coppice.backup SET state = 'expiring'");
                super.write(bytes, from, length);
            }
        };
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().download(backup.id(), out, Estate.ACT))
                .returns("backup.expired", CoppiceException::code);
        assertThat(out.toString(ISO_8859_1)).doesNotContain("PK\5\6");
    }

    @Test
    void a_child_that_was_gone_when_the_backup_was_taken_stays_gone() {
        estate.bury("kg1_a");
        var backup = estate.backups().create(Estate.id("kg1"), Estate.ACT);
        assertThat(backup.children()).isEmpty();
        estate.bury("kg1");
        estate.backups().restore(backup.id(), Estate.ACT);
        assertThat(estate.one("SELECT string_agg(id || status, ' ' ORDER BY id) FROM app.graph"))
                .isEqualTo("kg1active kg1_adeprovisioned");
        assertThat(estate.one("SELECT count(*) FROM coppice.tombstone WHERE resource_id = 'kg1_a'"))
                .isEqualTo("1");
    }

    @Test
    void what_was_destroyed_behind_an_earlier_backup_comes_back_from_it() {
        var first = estate.take("kg1");
        estate.db.execute("DROP SCHEMA tenant_kg1 CASCADE; UPDATE app.document SET body = 'later' WHERE id = 1");
        estate.files.remove("kg1");
        estate.files.put("kg1/more.pdf", "more");
        var second = estate.takeAgain("kg1", first);
        bury();
        estate.backups().restore(second.id(), Estate.ACT);
        assertThat(estate.one("SELECT count(*) FROM tenant_kg1.node")).isEqualTo("20");
        assertThat(estate.one("SELECT body FROM app.document WHERE id = 1")).isEqualTo("later");
        assertThat(estate.files.of("kg1")).containsOnlyKeys("kg1/report.pdf", "kg1/more.pdf");
    }

    @Test
    void a_large_schema_half_gone_behind_an_earlier_backup_comes_back_whole() {
        var first = large();
        estate.db.execute("""
                DROP TABLE tenant_kg1.edge;
                INSERT INTO tenant_kg1.node VALUES (21, 'later');
                INSERT INTO tenant_kg1.note (body) VALUES ('later');
                CREATE INDEX late_index ON tenant_kg1.node (name);
                CREATE TABLE tenant_kg1.late AS SELECT 1 AS id;
                COMMENT ON TABLE tenant_kg1.node IS 'late';
                """);
        estate.takeAgain("kg1", first);
        bury();
        estate.backups().restore(first.id(), Estate.ACT);
        assertThat(estate.one("SELECT count(*) FROM tenant_kg1.node")).isEqualTo("21");
        assertThat(estate.one("SELECT count(*) FROM tenant_kg1.edge")).isEqualTo("19");
        assertThat(estate.one("SELECT count(*) FROM tenant_kg1.late")).isEqualTo("1");
        assertThat(estate.one("SELECT to_regclass('tenant_kg1.late_index') IS NOT NULL"))
                .isEqualTo("true");
        estate.db.execute("INSERT INTO tenant_kg1.note (body) VALUES ('after')");
        assertThat(estate.one("SELECT max(id) FROM tenant_kg1.note")).isEqualTo("3");
    }

    @Test
    void two_halves_of_a_schema_that_do_not_fit_are_not_restored() {
        var first = large();
        estate.db.execute("DROP TABLE tenant_kg1.edge; ALTER TABLE tenant_kg1.note DROP COLUMN body");
        estate.takeAgain("kg1", first);
        bury();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().restore(first.id(), Estate.ACT))
                .returns("backup.conflict", CoppiceException::code)
                .withMessageContaining("the two do not make one schema");
        assertThat(estate.one("SELECT count(*) FROM app.graph WHERE status = 'active'"))
                .isEqualTo("0");
    }

    /** A backup of a schema that goes in batches. */
    private Backup large() {
        estate.db.execute("""
                CREATE TABLE tenant_kg1.note (id serial PRIMARY KEY, body text);
                INSERT INTO tenant_kg1.note (body) VALUES ('first');
                DO $$ BEGIN FOR i IN 1..600 LOOP EXECUTE format('CREATE TYPE tenant_kg1.%I AS ENUM ()', 'type ' || i); END LOOP; END $$;
                """);
        return estate.take("kg1");
    }

    @Test
    void rows_written_after_their_step_had_ended_do_not_hide_those_it_destroyed() {
        var first = estate.take("kg1");
        estate.db.execute("DELETE FROM app.document WHERE graph_id = 'kg1'");
        begun("done");
        estate.db.execute("INSERT INTO app.document VALUES (9, 'kg1', 'late')");
        var second = estate.takeAgain("kg1", first);
        bury();
        estate.backups().restore(second.id(), Estate.ACT);
        assertThat(estate.one("SELECT string_agg(id::text, ' ' ORDER BY id) FROM app.document"))
                .isEqualTo("1 2 3 4");
    }

    @Test
    void what_was_left_over_comes_back_with_the_whole_and_not_alone() {
        var whole = estate.take("kg1");
        bury();
        estate.files.put("kg1/left.pdf", "left over");
        estate.files.put("kg1_a/left.pdf", "left over");
        estate.db.execute("INSERT INTO app.document VALUES (99, 'kg1', 'left over')");
        var leftOver = leftOver("kg1");
        leftOver("kg1_a");
        estate.files.remove("kg1");
        estate.files.remove("kg1_a");
        estate.db.execute("DELETE FROM app.document WHERE id = 99");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().restore(leftOver.id(), Estate.ACT))
                .returns("backup.residual", CoppiceException::code)
                .withMessageContaining("Restore backup " + whole.id());
        assertThat(estate.one("SELECT count(*) FROM app.graph WHERE status = 'active'"))
                .isEqualTo("0");
        assertThat(estate.backups().restore(whole.id(), Estate.ACT).remarks())
                .singleElement()
                .asString()
                .contains("that backup " + leftOver.id() + " has", "not restored. Download it.");
        assertThat(estate.one("SELECT string_agg(body, ' ' ORDER BY id) FROM app.document WHERE graph_id = 'kg1'"))
                .isEqualTo("text 1 text 2");
        assertThat(estate.files.of("kg1")).containsOnlyKeys("kg1/report.pdf", "kg1/left.pdf");
        assertThat(estate.files.of("kg1_a")).containsOnlyKeys("kg1_a/report.pdf", "kg1_a/left.pdf");
        assertThat(estate.one("SELECT count(*) FROM tenant_kg1.node")).isEqualTo("20");
    }

    @Test
    void what_was_left_over_of_a_later_teardown_is_not_of_an_earlier_one() {
        var first = estate.take("kg1_a");
        estate.take(estate.db.dataSource(), "kg1_a", new Wanted("final", 2, Estate.ACT, OptionalLong.empty()));
        estate.bury("kg1_a");
        estate.files.put("kg1_a/left.pdf", "left over");
        leftOver("kg1_a");
        estate.files.remove("kg1_a");
        estate.backups().restore(first.id(), Estate.ACT);
        assertThat(estate.files.of("kg1_a")).containsOnlyKeys("kg1_a/report.pdf");
    }

    private Backup leftOver(String id) {
        return estate.take(estate.db.dataSource(), id, new Wanted("residual", 3, Estate.ACT, OptionalLong.empty()));
    }

    @Test
    void what_no_step_takes_back_any_more_refuses_the_restore() {
        var backup = estate.take("kg1");
        bury();
        var kind = estate.kind();
        var renamed = kind.steps().stream()
                .map(step -> step.name().equals("delete-rows")
                        ? new DeclaredStep("delete-documents", step.type(), step.after(), false, step.step())
                        : step)
                .toList();
        var kinds = Map.of("graph", new Kind("graph", kind.config(), kind.table(), renamed));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() ->
                        new OwnBackups(estate.db.dataSource(), kinds, estate.taking()).restore(backup.id(), Estate.ACT))
                .returns("backup.step-missing", CoppiceException::code)
                .withMessageContaining("step delete-rows of type rows");
        assertThat(estate.files.of("kg1")).isEmpty();
    }

    @Test
    void what_is_due_comes_back_with_a_hold() {
        estate.due("select id, now() - interval '1 day', true from app.graph where id = 'kg1'");
        comesBackHeld();
    }

    @Test
    void what_is_due_once_it_is_back_comes_back_with_a_hold() {
        estate.due("select id, now() - interval '1 day', true from app.graph where id = 'kg1' and status = 'active'");
        comesBackHeld();
    }

    private void comesBackHeld() {
        var backup = estate.take("kg1");
        bury();
        assertThat(estate.backups().restore(backup.id(), Estate.ACT).remarks())
                .singleElement()
                .asString()
                .startsWith("The end of graph kg1 has come: hold ");
        assertThat(estate.one("SELECT string_agg(resource_id || ' ' || origin, ' ') FROM coppice.hold"))
                .isEqualTo("kg1 restore");
        assertThat(estate.one("SELECT string_agg(status, ' ') FROM app.graph")).isEqualTo("active active");
        assertThat(estate.one("SELECT count(*) FROM app.document")).isEqualTo("4");
    }

    @Test
    void what_is_due_stays_gone_where_it_may_not_be_held() {
        estate.due("select id, now() - interval '1 day', true from app.graph where id = 'kg1'");
        var backup = estate.take("kg1");
        bury();
        var role = "coppice_test_" + estate.one("SELECT oid FROM pg_database WHERE datname = current_database()");
        estate.db.execute("""
                CREATE ROLE %1$s;
                GRANT USAGE ON SCHEMA app, coppice TO %1$s;
                GRANT ALL ON ALL TABLES IN SCHEMA app, coppice TO %1$s;
                REVOKE ALL ON coppice.hold, coppice.hold_epoch FROM %1$s;
                """.formatted(role));
        try {
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> estate.backups(new Narrow(estate.db.dataSource(), 2, "SET ROLE " + role).source())
                            .restore(backup.id(), Estate.ACT))
                    .returns("backup.hold-not-permitted", CoppiceException::code);
        } finally {
            estate.db.execute("DROP OWNED BY %1$s; DROP ROLE %1$s".formatted(role));
        }
    }

    @Test
    void nobody_says_that_nothing_was_changed_when_a_commit_was_lost() throws SQLException {
        var backup = estate.take("kg1");
        bury();
        var faulty = FaultyDataSource.over(estate.db.dataSource());
        // The backups, what was destroyed, the reading of every byte, each with the end of its transaction; then the
        // restore.
        faulty.arm(PlannedFault.commit(7).after());
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups(faulty).restore(backup.id(), Estate.ACT))
                .returns("lifecycle.commit-unknown", CoppiceException::code);
        assertThat(estate.one("SELECT string_agg(status, ' ') FROM app.graph")).isEqualTo("active active");
    }

    @Test
    void more_tables_than_one_transaction_can_lock_are_told_before_anything_is_destroyed() {
        var scripts = Stream.of(
                        "CREATE TABLE a (id int)",
                        "CREATE UNLOGGED TABLE b (id int)",
                        "CREATE UNIQUE INDEX c ON a (id)",
                        "ALTER TABLE ONLY a ADD CONSTRAINT d PRIMARY KEY (id)",
                        "ALTER TABLE ONLY a ALTER COLUMN id SET STATISTICS 5")
                .map(sql -> new Script(Phase.BEFORE_ROWS, sql))
                .toList();
        var part = new Part("kg1", "drop-schema", "schema", List.of(), List.of(), scripts, List.of());
        assertThat(LockNeed.of(List.of(part))).isEqualTo(new LockNeed(4));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> LockNeed.of(Collections.nCopies(50_000, part)).require(estate.dsl(), "Refused."))
                .returns("backup.too-many-tables", CoppiceException::code)
                .withMessageContaining("one transaction locks 200000 tables")
                .withMessageContaining("Set max_locks_per_transaction to");
        LockNeed.of(List.of(part)).require(estate.dsl(), "Refused.");
    }

    @Test
    void a_server_with_too_little_room_refuses_to_make_to_plan_and_to_restore_a_backup() {
        var backup = estate.take("kg1");
        estate.db.execute("""
                CREATE FUNCTION app.current_setting(name text) RETURNS text LANGUAGE sql AS
                    $$ SELECT CASE name WHEN 'max_locks_per_transaction' THEN '0' ELSE pg_catalog.current_setting(name) END $$
                """);
        var small =
                estate.backups(new Narrow(estate.db.dataSource(), 10, "SET search_path = app, pg_catalog").source());
        tooManyTables(() -> small.create(Estate.id("kg1"), Estate.ACT), "No backup of graph kg1 was made.");
        assertThat(small.list(Estate.id("kg1"))).extracting(Backup::state).containsExactly("failed", "completed");
        assertThat(estate.objects()).allMatch(name -> name.startsWith(backup.archive()));
        bury();
        assertThat(small.planRestore(backup.id()).blockers())
                .singleElement()
                .returns("backup.too-many-tables", TeardownPlan.Blocker::code);
        tooManyTables(() -> small.restore(backup.id(), Estate.ACT), "Backup " + backup.id() + " was not restored.");
        assertThat(estate.one("SELECT DISTINCT status FROM app.graph")).isEqualTo("deprovisioned");
        assertThat(estate.backups().restore(backup.id(), Estate.ACT).items()).isNotEmpty();
    }

    private static void tooManyTables(ThrowingCallable call, String refused) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(call)
                .returns("backup.too-many-tables", CoppiceException::code)
                .withMessageContaining(refused);
    }

    @Test
    void no_limit_of_sessions_ends_a_restore() {
        estate.db.execute("""
                CREATE TABLE app.seen (value text);
                CREATE FUNCTION app.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    INSERT INTO app.seen VALUES (current_setting('statement_timeout') || ' ' || current_setting('lock_timeout')
                        || ' ' || current_setting('idle_in_transaction_session_timeout'));
                    RETURN new;
                END $$;
                CREATE TRIGGER see AFTER INSERT ON app.document FOR EACH ROW EXECUTE FUNCTION app.see();
                DO $$ BEGIN
                    EXECUTE format('ALTER DATABASE %I SET statement_timeout = ''50s''', current_database());
                    EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = ''50s''', current_database());
                END $$;
                """);
        var backup = estate.take("kg1");
        bury();
        estate.backups().restore(backup.id(), Estate.ACT);
        assertThat(estate.one("SELECT string_agg(DISTINCT value, ',') FROM app.seen"))
                .isEqualTo("0 30s 0");
    }

    @Test
    void a_living_resource_is_not_restored_over() {
        var backup = estate.take("kg1");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().restore(backup.id(), Estate.ACT))
                .returns("backup.resource-alive", CoppiceException::code)
                .withMessageContaining("graph kg1 is active.");
    }

    @Test
    void all_of_it_comes_back_or_nothing() {
        var backup = estate.take("kg1");
        bury();
        estate.db.execute("INSERT INTO app.document VALUES (4, 'kg9', 'in the way')");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().restore(backup.id(), Estate.ACT))
                .withMessageContaining("the database refused a statement with SQLSTATE 23505");
        assertThat(estate.one("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tenant%'"))
                .isEqualTo("0");
        assertThat(estate.one("SELECT string_agg(status, ' ') FROM app.graph"))
                .isEqualTo("deprovisioned deprovisioned");
    }

    @Test
    void a_restore_cut_short_anywhere_has_done_all_or_nothing() throws Exception {
        var backup = estate.take("kg1");
        bury();
        var told = new TreeSet<String>();
        // Every ninth operation: those between are of the same sort.
        FaultSweep.forEach(number -> PlannedFault.operation(number * 9))
                .run(
                        estate.db.dataSource(),
                        source -> estate.backups(source).restore(backup.id(), Estate.ACT),
                        (fault, error) -> {
                            error.filter(CoppiceException.class::isInstance)
                                    .map(lost -> ((CoppiceException) lost).fault())
                                    .filter(lost -> lost.code().equals("backup.connection-lost"))
                                    .ifPresent(lost -> told.add(lost.changed()));
                            var active = estate.one("SELECT count(*) FROM app.graph WHERE status = 'active'");
                            var schemas = estate.one("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tenant%'");
                            assertThat(active).isEqualTo(schemas).isIn("0", "2");
                            if (active.equals("2")) {
                                bury();
                            }
                        });
        assertThat(estate.one("SELECT count(*) FROM app.document")).isEqualTo("4");
        assertThat(told)
                .containsExactly(
                        "Nothing was changed in the database; objects that were put back stay, and are found there"
                                + " by the next try.");
    }

    @Test
    void damage_is_found_before_anything_comes_back() throws IOException {
        var backup = estate.take("kg1");
        bury();
        damage(backup);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().restore(backup.id(), Estate.ACT))
                .returns("backup.damaged", CoppiceException::code);
        assertThat(estate.one("SELECT count(*) FROM app.document")).isEqualTo("0");
    }

    @Test
    void a_damaged_backup_is_not_left_out_when_a_step_was_half_done_behind_it() throws IOException {
        var first = estate.take("kg1");
        begun("blocked");
        var second = estate.takeAgain("kg1", first);
        bury();
        damage(first);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().restore(second.id(), Estate.ACT))
                .returns("backup.damaged", CoppiceException::code);
    }

    @Test
    void a_damaged_backup_behind_which_nothing_was_destroyed_is_left_out_aloud() throws IOException {
        var first = estate.take("kg1");
        var second = estate.takeAgain("kg1", first);
        begun("blocked");
        bury();
        damage(first);
        assertThat(estate.backups().restore(second.id(), Estate.ACT).remarks())
                .singleElement()
                .asString()
                .startsWith("Backup " + first.id() + " is damaged and was left out");
    }

    /** An attempt at the rows of a graph, and how it came out. */
    private void begun(String outcome) {
        var done = outcome.equals("done");
        estate.db.execute("""
                INSERT INTO coppice.operation (kind, resource_id, epoch, purpose, cause, state, previous_status, plan_hash,
                    plan, requested_by, reason, finished_at)
                VALUES ('graph', 'kg1', 1, 'teardown', 'asked', 'succeeded', 'active', 'hash', '{}', 'ann', 'a test', now());
                INSERT INTO coppice.operation_step (operation_id, name, ordinal, type, after, best_effort, destroys, state,
                    finished_at, items_after, code, message, since_at)
                SELECT id, 'delete-rows', 1, 'rows', '{}', false, true, '%1$s', %2$s, 0, 'a', 'b', now() FROM coppice.operation;
                INSERT INTO coppice.operation_attempt (operation_id, step, attempt, worker, lease_epoch, intent_at, outcome,
                    outcome_at)
                SELECT id, 'delete-rows', 1, 'w', 1, clock_timestamp(), '%1$s', clock_timestamp() FROM coppice.operation;
                """.formatted(outcome, done ? "clock_timestamp()" : "NULL"));
    }

    private void damage(Backup backup) throws IOException {
        var object = estate.objects().stream()
                .filter(name -> name.startsWith(backup.archive()) && name.contains("objects"))
                .findFirst()
                .orElseThrow();
        var bytes = Files.readAllBytes(folder.resolve(object));
        bytes[bytes.length - 3] ^= 4;
        Files.write(folder.resolve(object), bytes);
    }

    @Test
    void a_drill_finds_what_does_not_come_back_and_leaves_nothing() {
        var backup = estate.take("kg1");
        assertThat(estate.backups().drill(backup.id(), Estate.ACT).ok()).isTrue();
        assertThat(estate.backups().find(backup.id()).orElseThrow().drilledAt()).isPresent();
        estate.db.execute(
                "ALTER TABLE app.document ADD COLUMN must int DEFAULT 1 NOT NULL, ALTER COLUMN body TYPE varchar(3) USING left(body, 3)");
        var second = estate.backups().drill(backup.id(), Estate.ACT);
        assertThat(second.problems())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).contains("delete-rows"));
        assertThat(estate.one("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'coppice\\_drill%'"))
                .isEqualTo("0");
    }

    @Test
    void lesson_22_a_former_owner_gets_everything_in_one_file_after_it_is_gone() throws IOException {
        estate.files.put("kg1/../../etc/passwd", "harmless");
        estate.db.execute("UPDATE app.document SET body = E'a \"b\", \\nc' WHERE id = 2");
        var backup = estate.take("kg1");
        bury();
        assertThat(estate.backups().list(Estate.id("kg1_a"))).extracting("id").containsExactly(backup.id());
        var out = new ByteArrayOutputStream();
        estate.backups().download(backup.id(), out, Estate.ACT);
        var entries = new TreeMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), UTF_8));
            }
        }
        assertThat(entries)
                .containsEntry(
                        "rows/kg1/delete-rows/app.document.csv",
                        "\"id\",\"graph_id\",\"body\"\n1,kg1,text 1\n2,kg1,\"a \"\"b\"\", \nc\"\n")
                .containsEntry("objects/kg1_a/remove-files/kg1_a/report.pdf", "report of kg1_a")
                .containsEntry("objects/kg1/remove-files/kg1/_/_/etc/passwd", "harmless")
                .containsKeys("README.txt", "backup.json", "scripts/kg1/drop-schema/0001-before-rows.sql");
        assertThat(estate.one("SELECT count(*) FROM coppice.audit WHERE action = 'backup.downloaded'"))
                .isEqualTo("1");
    }

    private void bury() {
        estate.bury("kg1_a");
        estate.bury("kg1");
    }
}
