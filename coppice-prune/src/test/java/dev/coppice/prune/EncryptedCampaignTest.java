package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.KeyFile;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

@PostgresTest(Isolation.DATABASE)
class EncryptedCampaignTest {
    private static final Act ANN = Act.of("ann", "a test");
    private final TestDatabase db;

    @TempDir
    private Path folder;

    private Path key = Path.of("archive.key");

    EncryptedCampaignTest(TestDatabase db) {
        this.db = db;
    }

    @BeforeEach
    void tables() {
        key = folder.resolve("archive.key");
        db.execute("""
                CREATE TABLE ${schema}.note (id int PRIMARY KEY, at timestamptz NOT NULL, body text);
                CREATE INDEX ON ${schema}.note (at, id);
                INSERT INTO ${schema}.note SELECT i, now() - i * interval '1 day', 'secret words' FROM generate_series(1, 1000) AS i;
                ANALYZE ${schema}.note;
                """);
        new CoppiceSchema(db.dataSource()).migrate();
    }

    @Test
    void rows_are_encrypted_with_the_key_of_the_policy_and_come_back_with_it() throws IOException {
        var keys = KeyFile.create(key);
        assertThat(execute().campaign().state()).isEqualTo(CampaignState.SUCCEEDED);

        try (var files = Files.walk(folder.resolve("archive"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .anySatisfy(file -> assertThat(file.toString()).endsWith(".aes"))
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain("secret words"));
        }
        try (var archive = Archives.on(db.dataSource()).keys(keys).open(1)) {
            assertThat(archive.verify().ok()).isTrue();
            Restores.on(db.dataSource()).restore(archive.reader(), RestoreOptions.by(ANN), RestoreListener.NONE);
        }
        assertThat(count()).isEqualTo("1000");
    }

    @Test
    void once_its_key_is_destroyed_nobody_reads_it_and_the_ledger_still_says_what_was_deleted() throws IOException {
        var keys = KeyFile.create(key);
        execute();
        keys.destroy();

        assertThatThrownBy(() -> Archives.on(db.dataSource()).keys(keys).open(1))
                .hasMessageContaining("its key is not there");
        assertThat(Archives.on(db.dataSource()).find(1).orElseThrow().rows()).containsValue(991L);
        assertThat(StoredArchives.at("file:" + folder.resolve("archive")).list())
                .hasSize(1);
    }

    @Test
    void without_a_usable_key_nothing_is_deleted() throws IOException {
        refused(
                "campaign.key-missing",
                "Policy \"notes\" was not executed. Its archive is to be encrypted, and there is no file "
                        + key
                        + ". Nothing was changed. Put the key there. An unfinished campaign goes on with the one it was begun"
                        + " with; for another a new one is made by: (umask 077; openssl rand -hex 32 > FILE). Keep a copy where the archive is not.");
        Files.createDirectory(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        refused(
                "campaign.key-unreadable",
                "Policy \"notes\" was not executed. Its archive is to be encrypted, and " + key
                        + " is there, but this process cannot read it as a file. Nothing was changed. Have this process run as the"
                        + " owner of the key, which is a file of mode 600.");
        Files.delete(key);
        KeyFile.create(key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        refused(
                "archive.key-unsafe",
                "The key in " + key + " was not used. Others than its owner may read or write that file."
                        + " Nothing was changed. Set its mode to 600; if others have read it, write archives with another key from"
                        + " now on.");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(key, "no key");
        refused(
                "archive.key-invalid",
                "The key in " + key + " was not used. The file does not hold 64 hexadecimal digits."
                        + " Nothing was changed. Put a key there, such as \"openssl rand -hex 32\" prints.");
        assertThat(count()).isEqualTo("1000");
        assertThat(Campaigns.on(db.dataSource()).list(CampaignQuery.newest(1)).items())
                .isEmpty();
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "manifest was not written")
    void a_campaign_does_not_go_on_with_another_key() throws IOException {
        KeyFile.create(key);
        var chunks = new AtomicInteger();
        execute(new CampaignListener() {
            @Override
            public void progressed(CampaignProgress progress) {
                chunks.incrementAndGet();
            }

            @Override
            public boolean stopRequested() {
                return chunks.get() > 0;
            }
        });
        var before = count();
        Files.delete(key);
        KeyFile.create(key);

        var report = execute();
        assertThat(report.campaign().state()).isEqualTo(CampaignState.INTERRUPTED);
        assertThat(report.campaign().stoppedBy()).contains("archive.key-wrong");
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void whether_an_archive_is_encrypted_is_part_of_what_is_approved() {
        var plain = policy().archive(archive()).build();
        assertThat(Plans.on(db.dataSource()).plan(plain).hash())
                .isNotEqualTo(Plans.on(db.dataSource()).plan(policy().build()).hash());
    }

    private void refused(String code, String message) {
        assertThatThrownBy(this::execute)
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        CoppiceException.class, told -> assertThat(told.code()).isEqualTo(code));
    }

    private CampaignReport execute() {
        return execute(CampaignListener.NONE);
    }

    private CampaignReport execute(CampaignListener listener) {
        return Campaigns.on(db.dataSource()).execute(policy().build(), CampaignOptions.by(ANN), listener);
    }

    private PolicyBuilder policy() {
        return Policy.of("notes", new TableName(db.schema(), "note"))
                .olderThan("at", Duration.ofDays(10))
                .archive(archive(), key);
    }

    private StoreLocation archive() {
        return StoreLocation.parse("file:" + folder.resolve("archive"));
    }

    private String count() {
        return new Database(db)
                .list("SELECT count(*)::text FROM " + db.schema() + ".note")
                .getFirst();
    }
}
