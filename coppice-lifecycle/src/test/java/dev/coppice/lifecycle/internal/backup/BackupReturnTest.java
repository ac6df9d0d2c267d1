package dev.coppice.lifecycle.internal.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipInputStream;
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
        assertThat(estate.backups().restore(backup.id(), Estate.ACT))
                .containsOnly(
                        Map.entry("drop-schema", 78L), Map.entry("remove-files", 2L), Map.entry("delete-rows", 4L));
        assertThat(estate.one("SELECT string_agg(id || status || (fenced_at IS NULL), ' ' ORDER BY id) FROM app.graph"))
                .isEqualTo("kg1activetrue kg1_aactivetrue");
        assertThat(estate.one("SELECT string_agg(state, ' ') FROM coppice.resource_state"))
                .isEqualTo("active active");
        assertThat(estate.one("SELECT count(*) FROM coppice.tombstone")).isEqualTo("0");
        assertThat(estate.one("SELECT count(*) FROM tenant_kg1_a.edge")).isEqualTo("19");
        assertThat(estate.files.of("kg1_a")).containsKey("kg1_a/report.pdf");
        assertThat(estate.one("SELECT count(*) FROM coppice.audit WHERE action = 'backup.restored'"))
                .isEqualTo("1");
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
        // Every ninth operation: those between are of the same sort.
        FaultSweep.forEach(number -> PlannedFault.operation(number * 9))
                .run(
                        estate.db.dataSource(),
                        source -> estate.backups(source).restore(backup.id(), Estate.ACT),
                        (fault, error) -> {
                            var active = estate.one("SELECT count(*) FROM app.graph WHERE status = 'active'");
                            var schemas = estate.one("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tenant%'");
                            assertThat(active).isEqualTo(schemas).isIn("0", "2");
                            if (active.equals("2")) {
                                bury();
                            }
                        });
        assertThat(estate.one("SELECT count(*) FROM app.document")).isEqualTo("4");
    }

    @Test
    void damage_is_found_before_anything_comes_back() throws IOException {
        var backup = estate.take("kg1");
        bury();
        var object = estate.objects().stream()
                .filter(name -> name.contains("objects"))
                .findFirst()
                .orElseThrow();
        var bytes = Files.readAllBytes(folder.resolve(object));
        bytes[bytes.length - 3] ^= 4;
        Files.write(folder.resolve(object), bytes);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> estate.backups().restore(backup.id(), Estate.ACT))
                .returns("backup.damaged", CoppiceException::code);
        assertThat(estate.one("SELECT count(*) FROM app.document")).isEqualTo("0");
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
