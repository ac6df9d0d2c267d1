package dev.coppice.lifecycle.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.control.Freeze;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.BackupQuery;
import dev.coppice.lifecycle.internal.backup.BackupTaking.Wanted;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

@PostgresTest(Isolation.DATABASE)
class BackupExpiryTest {
    @TempDir
    private Path folder;

    private Estate estate;

    @BeforeEach
    void graphs(TestDatabase db) {
        estate = Estate.in(db, folder).graph("kg1").graph("kg2");
    }

    @Test
    void finding_2_what_is_over_goes_and_the_resource_is_erased_with_its_last_backup() {
        var first = estate.take("kg1");
        var other = estate.take("kg2");
        var second = estate.backups().create(Estate.id("kg1"), Estate.ACT);
        estate.bury("kg1");
        over(first.id());
        assertThat(expire()).isEqualTo(1);
        assertThat(state()).isEqualTo("deprovisioned");
        over(second.id());
        assertThat(estate.backups().expiring(Optional.empty())).extracting("id").containsExactly(second.id());
        assertThat(expire()).isEqualTo(1);
        assertThat(state()).isEqualTo("erased");
        assertThat(estate.one(
                        "SELECT string_agg(action, ' ' ORDER BY seq) FROM coppice.audit WHERE subject = 'graph kg1'"))
                .isEqualTo("backup.made backup.made backup.expired backup.expired resource.erased");
        assertThat(estate.objects()).isNotEmpty().allMatch(name -> name.startsWith(other.archive() + "/"));
        assertThat(estate.backups().list(Estate.id("kg1"))).extracting("state").containsExactly("expired", "expired");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().verify(first.id(), Estate.ACT))
                .returns("backup.expired", CoppiceException::code);
        assertThat(expire()).isZero();
    }

    @Test
    void all_backups_are_listed_and_counted_by_the_day_they_are_over() {
        var first = estate.take("kg1");
        var second = estate.take("kg2");
        var third = estate.backups().create(Estate.id("kg1"), Estate.ACT);
        estate.db.execute("""
                UPDATE coppice.backup SET expires_at = CASE id
                    WHEN %s THEN timestamptz '2127-03-31 23:59:59.999+00' ELSE timestamptz '2127-04-01 00:00+00' END
                """.formatted(first.id()));
        estate.db.execute("UPDATE coppice.backup SET state = 'expiring' WHERE id = " + third.id());
        var april = LocalDate.of(2127, 4, 1);
        var all = BackupQuery.newest(2);
        var page = estate.backups().list(all);

        assertThat(page.items()).extracting("id").containsExactly(third.id(), second.id());
        assertThat(page.next()).hasValue(Long.toString(second.id()));
        assertThat(estate.backups().list(all.before(second.id())).items())
                .extracting("id")
                .containsExactly(first.id());
        assertThat(estate.backups().list(all.onlyKept()).items())
                .extracting("id")
                .containsExactly(second.id(), first.id());
        assertThat(estate.backups().list(all.kind("space")).items()).isEmpty();
        assertThat(estate.backups()
                        .list(all.expiring(
                                Instant.parse("2127-03-31T00:00:00Z"), Instant.parse("2127-04-01T00:00:00Z")))
                        .items())
                .extracting("id")
                .containsExactly(first.id());
        assertThat(estate.backups().expiries(april.minusDays(1), april.plusDays(1)))
                .isEqualTo(Map.of(april.minusDays(1), 1L, april, 1L));
        assertThat(estate.backups().expiries(april, april)).isEmpty();
    }

    @Test
    void lesson_11_a_row_is_marked_only_after_its_objects_are_gone() {
        var backup = estate.take("kg1");
        over(backup.id());
        // Nothing can be deleted below a file.
        var place = folder.resolve(backup.archive() + "/manifest.json");
        estate.db.execute("UPDATE coppice.backup SET location = 'file:" + place + "'");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(this::expire)
                .returns("backup.not-expired", CoppiceException::code);
        assertThat(estate.backups().find(backup.id()).orElseThrow().state()).isEqualTo("expiring");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().verify(backup.id(), Estate.ACT))
                .returns("backup.expired", CoppiceException::code);
        assertThat(estate.take("kg1").id()).isGreaterThan(backup.id());
        estate.db.execute("UPDATE coppice.backup SET location = 'file:" + folder + "'");
        assertThat(expire()).isEqualTo(1);
    }

    @Test
    void cut_short_anywhere_the_next_look_ends_it() throws Exception {
        estate.bury("kg1");
        var backup = estate.take("kg1");
        FaultSweep.forEachOperationLost()
                .run(estate.db.dataSource(), source -> run(source, backup.id()), (fault, error) -> ended());
        FaultSweep.forEachReplyLost()
                .run(estate.db.dataSource(), source -> run(source, backup.id()), (fault, error) -> ended());
    }

    private void run(javax.sql.DataSource source, long backup) {
        over(backup);
        estate.backups(source).expire(Optional.empty(), Estate.ACT);
    }

    private void ended() {
        expire();
        assertThat(estate.one("SELECT count(*) FROM coppice.backup WHERE state <> 'expired'"))
                .isEqualTo("0");
        assertThat(state()).isEqualTo("erased");
        assertThat(estate.objects()).isEmpty();
        estate.db.execute("""
                SET session_replication_role = replica; -- no transition leads there
                UPDATE coppice.resource_state SET state = 'deprovisioned', erased_at = NULL;
                """);
    }

    @Test
    void a_store_that_is_not_mounted_is_not_taken_for_an_empty_one(@TempDir Path aside) throws IOException {
        over(estate.take("kg1").id());
        estate.bury("kg1");
        moveAll(folder, aside);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(this::expire)
                .returns("backup.not-expired", CoppiceException::code)
                .withMessageContaining("its file coppice.store is missing");
        assertThat(state()).isEqualTo("deprovisioned");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().orphans("graph"))
                .returns("backup.store-unusable", CoppiceException::code);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.taking().requireUsable(estate.kind()))
                .returns("backup.store-unusable", CoppiceException::code);
        assertThat(folder).isEmptyDirectory();
        moveAll(aside, folder);
        assertThat(expire()).isEqualTo(1);
        assertThat(state()).isEqualTo("erased");
    }

    private static void moveAll(Path from, Path to) throws IOException {
        try (var files = Files.list(from)) {
            for (var file : files.toList()) {
                Files.move(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void a_held_resource_keeps_its_backups() {
        var backup = estate.take("kg1");
        over(backup.id());
        var hold = new Transacting(estate.db.dataSource())
                .run(dsl -> Holds.in(dsl)
                        .place(new HoldRequest(
                                HoldTarget.resource("graph", "kg1"), "case 7", Estate.ACT, Optional.empty())));
        assertThat(expire()).isZero();
        assertThat(estate.backups().expiring(Optional.of("graph"))).hasSize(1);
        new Transacting(estate.db.dataSource()).run(dsl -> Holds.in(dsl).release(hold.id(), Estate.ACT));
        assertThat(expire()).isEqualTo(1);
    }

    @Test
    void the_backups_of_a_teardown_stay_until_it_has_ended() {
        var older = estate.take("kg1");
        var newer = estate.take(
                estate.db.dataSource(), "kg1", new Wanted("final", 1, Estate.ACT, OptionalLong.of(older.id())));
        estate.db.execute("""
                INSERT INTO coppice.operation (kind, resource_id, epoch, purpose, cause, state, previous_status, plan_hash, plan,
                    requested_by, reason, backup_id, next_try_at)
                VALUES ('graph', 'kg1', 1, 'teardown', 'asked', 'running', 'active', 'hash', '{}', 'ann', 'a test', %d, now())
                """.formatted(newer.id()));
        over(older.id());
        over(newer.id());
        assertThat(estate.backups().expiring(Optional.empty())).isEmpty();
        assertThat(expire()).isZero();
        estate.db.execute("UPDATE coppice.operation SET state = 'succeeded', next_try_at = NULL, finished_at = now()");
        assertThat(expire()).isEqualTo(2);
    }

    @Test
    void no_lock_is_held_while_objects_are_removed() throws Exception {
        var backup = estate.take("kg1");
        over(backup.id());
        estate.bury("kg1");
        // The fourth connection is the one that marks the row: two lists, the giving up, and the objects came before.
        var source = new Meddling(estate.db.dataSource(), 4, () -> {
            assertThat(estate.backups().find(backup.id()).orElseThrow().state()).isEqualTo("expiring");
            estate.db.execute("SET lock_timeout = '1s'; SELECT FROM coppice.hold_epoch FOR UPDATE;"
                    + " SELECT FROM coppice.backup FOR UPDATE; SELECT FROM app.graph FOR UPDATE; RESET lock_timeout");
            assertThat(estate.objects()).noneMatch(name -> name.startsWith(backup.archive()));
        });
        assertThat(estate.backups(source).expire(Optional.empty(), Estate.ACT)).isEqualTo(1);
        assertThat(source.meddled()).isTrue();
    }

    @Test
    void a_hold_on_what_a_resource_belongs_to_keeps_its_backups() {
        estate.child("kg1_a", "kg1");
        over(estate.take("kg1_a").id());
        new Transacting(estate.db.dataSource())
                .run(dsl ->
                        Holds.in(dsl).place(HoldRequest.on(HoldTarget.resource("graph", "kg1"), "case 7", Estate.ACT)));
        assertThat(expire()).isZero();
    }

    @Test
    void what_a_process_left_half_written_is_removed_once_nobody_writes_it() throws SQLException {
        var backup = estate.take("kg1");
        estate.bury("kg1");
        estate.db.execute("""
                UPDATE coppice.backup SET state = 'writing', completed_at = NULL, verified_at = NULL, expires_at = NULL,
                    manifest_sha256 = NULL, row_count = NULL, object_count = NULL, byte_count = NULL
                """);
        try (var writer = estate.db.dataSource().getConnection()) {
            writer.setAutoCommit(false);
            try (var statement = writer.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(%d, hashtext('graph kg1'))".formatted(Snapshot.BACKUP));
            }
            assertThat(expire()).isZero();
            assertThat(estate.objects()).isNotEmpty();
            writer.rollback();
        }
        assertThat(expire()).isEqualTo(1);
        assertThat(estate.objects()).isEmpty();
        assertThat(estate.backups().find(backup.id()).orElseThrow().state()).isEqualTo("failed");
        assertThat(state()).isEqualTo("erased");
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "stays in")
    void what_could_not_be_removed_of_a_failed_backup_keeps_the_resource_from_being_erased() throws IOException {
        over(estate.take("kg1").id());
        estate.bury("kg1");
        var mark = folder.resolve(MarkedStore.MARK);
        var source = new Meddling(estate.db.dataSource(), 7, () -> {
            try {
                Files.move(mark, folder.resolve("aside"));
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
        estate.files.cutOff();
        assertThatExceptionOfType(CoppiceException.class).isThrownBy(() -> estate.take(source, "kg1", Estate.wanted()));
        Files.move(folder.resolve("aside"), mark);
        assertThat(estate.one("SELECT string_agg(state, ' ' ORDER BY id) FROM coppice.backup"))
                .isEqualTo("completed expiring");
        estate.db.execute("UPDATE coppice.backup SET state = 'expired', expired_at = now() WHERE state = 'completed'");
        assertThat(state()).isEqualTo("deprovisioned");
        assertThat(expire()).isEqualTo(1);
        assertThat(estate.one("SELECT string_agg(state, ' ' ORDER BY id) FROM coppice.backup"))
                .isEqualTo("expired failed");
        assertThat(state()).isEqualTo("erased");
    }

    @Test
    void one_given_up_is_kept_by_a_hold_that_came_later() {
        var backup = estate.take("kg1");
        over(backup.id());
        estate.db.execute("UPDATE coppice.backup SET state = 'expiring'");
        new Transacting(estate.db.dataSource())
                .run(dsl ->
                        Holds.in(dsl).place(HoldRequest.on(HoldTarget.resource("graph", "kg1"), "case 7", Estate.ACT)));
        assertThat(expire()).isZero();
        assertThat(estate.objects()).isNotEmpty();
    }

    @Test
    void nothing_expires_while_everything_is_frozen() {
        over(estate.take("kg1").id());
        new Transacting(estate.db.dataSource()).run(dsl -> {
            Freeze.in(dsl).freeze(Estate.ACT);
            return 1;
        });
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(this::expire)
                .withMessageContaining("frozen");
        assertThat(estate.objects()).isNotEmpty();
    }

    @Test
    void defect_m_orphans_are_told_and_never_removed() throws IOException {
        var backup = estate.take("kg1");
        Files.createDirectories(folder.resolve("backup-graph-kg9-x"));
        Files.writeString(folder.resolve("backup-graph-kg9-x/0001-a.csv.zst"), "x");
        Files.createDirectories(folder.resolve("tombstones/graph"));
        Files.writeString(folder.resolve("tombstones/graph/a.json"), "{}");
        assertThat(estate.backups().orphans("graph")).containsExactly("backup-graph-kg9-x/0001-a.csv.zst");
        estate.db.execute("UPDATE coppice.backup SET location = 'file:/another/way/to/it'");
        assertThat(estate.backups().orphans("graph")).containsExactly("backup-graph-kg9-x/0001-a.csv.zst");
        estate.db.execute("UPDATE coppice.backup SET state = 'expired', expired_at = now()");
        assertThat(estate.backups().orphans("graph"))
                .hasSizeGreaterThan(3)
                .contains(backup.archive() + "/manifest.json");
    }

    private int expire() {
        return estate.backups().expire(Optional.empty(), Estate.ACT);
    }

    private void over(long backup) {
        estate.db.execute(
                "UPDATE coppice.backup SET state = 'completed', expired_at = NULL, expires_at = now() WHERE id = "
                        + backup);
    }

    private String state() {
        return estate.one("SELECT state FROM coppice.resource_state WHERE resource_id = 'kg1'");
    }
}
