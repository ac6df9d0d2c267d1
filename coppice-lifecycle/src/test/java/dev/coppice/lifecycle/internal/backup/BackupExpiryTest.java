package dev.coppice.lifecycle.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.control.Freeze;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void what_is_over_goes_and_the_resource_is_erased_with_its_last_backup() {
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
        assertThat(estate.objects()).isNotEmpty().allMatch(name -> name.startsWith(other.archive() + "/"));
        assertThat(estate.backups().list(Estate.id("kg1"))).extracting("state").containsExactly("expired", "expired");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().verify(first.id()))
                .returns("backup.expired", CoppiceException::code);
        assertThat(expire()).isZero();
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
        assertThat(estate.backups().find(backup.id()).orElseThrow().state()).isEqualTo("completed");
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
        assertThat(estate.one("SELECT count(*) FROM coppice.backup WHERE state = 'completed'"))
                .isEqualTo("0");
        assertThat(state()).isEqualTo("erased");
        assertThat(estate.objects()).isEmpty();
        estate.db.execute("""
                SET session_replication_role = replica; -- no transition leads there
                UPDATE coppice.resource_state SET state = 'deprovisioned', erased_at = NULL;
                """);
    }

    @Test
    void a_held_resource_keeps_its_backups() {
        var backup = estate.take("kg1");
        over(backup.id());
        var hold = Transactions.run(
                estate.db.dataSource(),
                dsl -> Holds.in(dsl)
                        .place(new HoldRequest(
                                HoldTarget.resource("graph", "kg1"), "case 7", Estate.ACT, Optional.empty())));
        assertThat(expire()).isZero();
        assertThat(estate.backups().expiring(Optional.of("graph"))).hasSize(1);
        Transactions.run(estate.db.dataSource(), dsl -> Holds.in(dsl).release(hold.id(), Estate.ACT));
        assertThat(expire()).isEqualTo(1);
    }

    @Test
    void nothing_expires_while_everything_is_frozen() {
        over(estate.take("kg1").id());
        Transactions.run(estate.db.dataSource(), dsl -> {
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
