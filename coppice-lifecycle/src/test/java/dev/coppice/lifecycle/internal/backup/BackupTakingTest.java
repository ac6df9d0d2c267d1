package dev.coppice.lifecycle.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.archive.KeyFile;
import dev.coppice.control.StoreLocation;
import dev.coppice.lifecycle.BackupConfig;
import dev.coppice.lifecycle.internal.backup.BackupTaking.Wanted;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class BackupTakingTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path keys;

    private Estate estate;

    @BeforeEach
    void graphs(TestDatabase db) {
        estate = Estate.in(db, folder).graph("kg1").child("kg1_a", "kg1").graph("kg2");
    }

    @Test
    void defect_j_children_lie_in_the_same_backup() {
        var backup = estate.take("kg1");
        assertThat(backup.children()).containsExactly("kg1_a");
        assertThat(backup.state()).isEqualTo("completed");
        assertThat(backup.verifiedAt()).isPresent();
        assertThat(backup.rows()).isEqualTo(2 * (20 + 19 + 2));
        assertThat(backup.objects()).isEqualTo(2);
        assertThat(Duration.between(backup.createdAt(), backup.expiresAt().orElseThrow())
                        .toHours())
                .isBetween(180 * 24L - 1, 180 * 24L);
        var parts = estate.taking().parts(backup.id(), "kg1_a", "drop-schema").orElseThrow();
        assertThat(parts.tables()).extracting(SavedParts.SavedTable::rows).containsExactlyInAnyOrder(20L, 19L);
        assertThat(estate.taking().parts(backup.id(), "kg2", "drop-schema"))
                .hasValueSatisfying(nothing -> assertThat(nothing.tables()).isEmpty());
    }

    @Test
    void everything_is_of_one_moment() throws Exception {
        // A row that is written while the backup is under way, behind its snapshot, is not in it.
        var source = new Meddling(
                estate.db.dataSource(),
                8,
                () -> estate.db.execute("INSERT INTO tenant_kg1_a.node VALUES (99, 'late')"));
        var backup = estate.take(source, "kg1", Estate.wanted());
        assertThat(source.meddled()).isTrue();
        assertThat(backup.rows()).isEqualTo(2 * (20 + 19 + 2));
        assertThat(estate.one("SELECT count(*) FROM tenant_kg1_a.node")).isEqualTo("21");
    }

    @Test
    void lesson_6_a_retry_of_the_same_epoch_uses_the_backup_there_is() {
        var first = estate.take("kg1");
        var objects = estate.objects();
        assertThat(estate.take("kg1")).isEqualTo(first);
        assertThat(estate.objects()).isEqualTo(objects);
    }

    @Test
    void an_older_backup_is_no_final_one() {
        var nightly = estate.backups().create(Estate.id("kg1"), Estate.ACT);
        assertThat(nightly.initiator()).isEqualTo("user");
        var last = estate.take("kg1");
        assertThat(last.id()).isGreaterThan(nightly.id());
        assertThat(estate.take(estate.db.dataSource(), "kg1", new Wanted("final", 2, Estate.ACT, OptionalLong.empty()))
                        .id())
                .isGreaterThan(last.id());
    }

    @Test
    void one_found_outdated_is_not_answered_again() {
        var first = estate.take("kg1");
        var wanted = new Wanted("final", 1, Estate.ACT, OptionalLong.of(first.id()));
        var second = estate.take(estate.db.dataSource(), "kg1", wanted);
        assertThat(second.id()).isGreaterThan(first.id());
        assertThat(estate.take(estate.db.dataSource(), "kg1", wanted)).isEqualTo(second);
        assertThat(estate.backups().list(Estate.id("kg1_a"))).extracting("id").containsExactly(second.id(), first.id());
    }

    @Test
    void a_backup_that_lost_a_byte_is_not_used_again() throws IOException {
        var first = estate.take("kg1");
        damage(first.archive());
        assertThat(estate.backups().verify(first.id(), Estate.ACT).problems()).isNotEmpty();
        assertThat(estate.backups().find(first.id()).orElseThrow().verifiedAt()).isEmpty();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.taking().parts(first.id(), "kg1", "drop-schema"))
                .returns("backup.damaged", CoppiceException::code);
        assertThat(estate.take("kg1").id()).isGreaterThan(first.id());
    }

    @Test
    void one_whose_time_is_over_is_not_destroyed_behind() {
        var first = estate.take("kg1");
        estate.db.execute("UPDATE coppice.backup SET expires_at = now()");
        assertThat(estate.take("kg1").id()).isGreaterThan(first.id());
    }

    @Test
    void a_store_that_does_not_answer_is_no_damage() throws IOException {
        var backup = estate.take("kg1");
        var object = estate.objects().stream()
                .filter(name -> name.endsWith(".csv.zst"))
                .findFirst()
                .orElseThrow();
        var file = folder.resolve(object);
        var whole = Files.readAllBytes(file);
        Files.delete(file);
        Files.createDirectory(file); // reading it fails, and does not say that it is not there
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().verify(backup.id(), Estate.ACT))
                .returns("backup.store-unusable", CoppiceException::code);
        Files.delete(file);
        Files.write(file, whole);
        assertThat(estate.take("kg1")).isEqualTo(backup);
    }

    @Test
    void every_damaged_file_is_found() throws IOException {
        var backup = estate.take("kg1");
        for (var object : estate.objects()) {
            var file = folder.resolve(object);
            var whole = Files.readAllBytes(file);
            var damaged = whole.clone();
            damaged[damaged.length / 2] ^= 1;
            Files.write(file, damaged);
            assertThat(problemsOf(backup.id())).as(object).isNotEmpty();
            Files.write(file, whole);
        }
        assertThat(estate.backups().verify(backup.id(), Estate.ACT).ok()).isTrue();
    }

    private List<String> problemsOf(long backup) {
        try {
            return estate.backups().verify(backup, Estate.ACT).problems();
        } catch (CoppiceException refused) {
            return List.of(refused.code());
        }
    }

    @Test
    void lesson_16_a_store_that_cannot_be_listed_is_no_empty_one() {
        estate.files.cutOff();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.take("kg1"))
                .returns("backup.failed", CoppiceException::code)
                .withMessageContaining("Step remove-files of graph kg1 failed");
        assertThat(estate.objects()).isEmpty();
        assertThat(estate.backups().list(Estate.id("kg1"))).singleElement().returns("failed", backup -> backup.state());
    }

    @Test
    void defect_i_nothing_is_promised_without_a_backup() {
        estate.files.cutOff();
        assertThatExceptionOfType(CoppiceException.class).isThrownBy(() -> estate.take("kg1"));
        assertThat(estate.one("SELECT count(expires_at) FROM coppice.backup")).isEqualTo("0");
    }

    @Test
    void what_cannot_be_made_again_refuses_the_backup_by_name() {
        estate.db.execute("CREATE AGGREGATE tenant_kg1.total (int) (SFUNC = int4pl, STYPE = int)");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.take("kg1"))
                .returns("schema.not-reproducible", CoppiceException::code)
                .withMessageContaining("tenant_kg1.total(integer)");
    }

    @Test
    void two_at_once_make_one() throws Exception {
        try (var turn = Snapshot.of(estate.db.dataSource(), Estate.id("kg1"))) {
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> estate.take("kg1"))
                    .returns("backup.busy", CoppiceException::code);
            turn.forget();
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> estate.take("kg1"))
                    .returns("backup.busy", CoppiceException::code);
            turn.require();
            assertThat(estate.take("kg2").state()).isEqualTo("completed");
        }
        assertThat(estate.take("kg1").state()).isEqualTo("completed");
    }

    @Test
    void two_connections_are_enough() {
        estate.configured(config ->
                new BackupConfig(true, config.to(), config.hosting(), true, Optional.empty(), Optional.empty()));
        var pool = new Narrow(estate.db.dataSource(), 2);
        assertThat(estate.take(pool.source(), "kg1", Estate.wanted()).drilledAt())
                .isPresent();
        assertThat(pool.most()).isEqualTo(2);
    }

    @Test
    void cut_short_anywhere_the_next_one_is_whole_and_nothing_else_stays() throws Exception {
        // Every seventh operation, lost before the server saw it or after, in turn: those between are of the same sort.
        var faults = FaultSweep.forEach(number -> number % 2 == 0
                        ? PlannedFault.operation(number * 7)
                        : PlannedFault.operation(number * 7).after())
                .run(estate.db.dataSource(), source -> estate.take(source, "kg2", Estate.wanted()), (fault, error) -> {
                    assertThat(estate.backups().list(Estate.id("kg2")))
                            .filteredOn(row -> row.state().equals("completed"))
                            .allMatch(row -> row.verifiedAt().isPresent());
                    var backup = estate.take("kg2");
                    assertThat(backup.state()).isEqualTo("completed");
                    assertThat(estate.objects()).allMatch(name -> name.startsWith(backup.archive() + "/"));
                    assertThat(estate.one("SELECT count(*) FROM coppice.backup WHERE state = 'writing'"))
                            .isEqualTo("0");
                    estate.db.execute("DELETE FROM coppice.backup");
                    clear();
                });
        assertThat(faults).isGreaterThan(10);
    }

    @Test
    void an_encrypted_backup_shows_nothing_without_its_key() throws IOException {
        var key = keys.resolve("key");
        KeyFile.create(key);
        estate.configured(config ->
                new BackupConfig(true, config.to(), config.hosting(), true, Optional.empty(), Optional.of(key)));
        var backup = estate.take("kg1");
        assertThat(backup.drilledAt()).isPresent();
        assertThat(estate.backups().verify(backup.id(), Estate.ACT).ok()).isTrue();
        var document = Files.readString(folder.resolve(backup.archive() + "/backup.json"));
        assertThat(document).doesNotContain("report.pdf", "CREATE TABLE");
        Files.delete(key);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().verify(backup.id(), Estate.ACT))
                .returns("archive.key-missing", CoppiceException::code);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.taking().requireUsable(estate.kind()))
                .returns("backup.key-missing", CoppiceException::code);
    }

    @Test
    void lesson_21_a_promise_longer_than_the_store_keeps_is_refused() {
        estate.configured(config -> new BackupConfig(
                true,
                config.to(),
                Map.of("default", Duration.ofDays(89), "large", Duration.ofDays(90)),
                false,
                Optional.of(Duration.ofDays(90)),
                Optional.empty()));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Hosting.require(estate.kind()))
                .returns("backup.hosting-exceeds-store", CoppiceException::code)
                .withMessageContaining(
                        "Tier large is promised 90 days of hosting, and the store removes everything after 90 days");
    }

    @Test
    void a_store_that_cannot_be_written_is_found_before_anything_else() throws IOException {
        Files.writeString(folder.resolve("file"), "not a folder");
        estate.configured(config -> new BackupConfig(
                true,
                StoreLocation.parse("file:" + folder.resolve("file")),
                config.hosting(),
                false,
                Optional.empty(),
                Optional.empty()));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.taking().requireUsable(estate.kind()))
                .returns("backup.store-unusable", CoppiceException::code);
    }

    private void damage(String archive) throws IOException {
        var object = estate.objects().stream()
                .filter(name -> name.startsWith(archive) && name.endsWith(".zst"))
                .findFirst()
                .orElseThrow();
        var file = folder.resolve(object);
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private void clear() {
        for (var object : estate.objects()) {
            assertThat(folder.resolve(object).toFile().delete()).isTrue();
        }
    }
}
