package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.KeyFile;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that erase a subject are killed with {@code kill -9}, and what an erasure has archived comes back. */
@PostgresTest(Isolation.DATABASE)
class ErasureKilledTest {
    private static final Map<String, Long> DELETED = Map.ofEntries(
            Map.entry("app.album", 1L),
            Map.entry("app.comment", 3L),
            Map.entry("app.device", 2L),
            Map.entry("app.login", 3L),
            Map.entry("app.person", 1L),
            Map.entry("app.photo", 2L),
            Map.entry("app.post", 1L),
            Map.entry("app.reading", 2L),
            Map.entry("app.tag", 1L));

    @TempDir
    private static Path shared;

    private static ChildPath path;

    @TempDir
    private Path folder;

    private List<String> before = List.of();

    @BeforeAll
    static void a_path() {
        path = ChildPath.in(shared);
    }

    @BeforeEach
    void town(TestDatabase db) throws Exception {
        Town.open(db);
        KeyFile.create(folder.resolve("key"));
        before = Town.rows(db);
    }

    @ParameterizedTest
    @CsvSource({
        "campaign.before-commit, 1",
        "campaign.committed, 1",
    })
    void the_same_call_goes_on_with_what_a_killed_process_has_begun(String place, int passes, TestDatabase db)
            throws Exception {
        try (var child = Child.start(List.of(), path, ErasureProcess.class, db)) {
            child.await("ready");
            child.execute(folder, place, passes);
            child.await("here");
            child.kill();
        }
        assertThat(new Database(db).list("SELECT state || ' ' || (key IS NOT NULL) FROM coppice.erasure"))
                .containsExactly("RUNNING true");

        var erasure = erased(db);

        assertThat(erasure.state()).as(erasure.reason()).isEqualTo(ErasureState.SUCCEEDED);
        assertThat(erasure.id()).isEqualTo(1);
        assertThat(Town.rows(db)).containsExactlyElementsOf(Town.AFTER);
        assertThat(Town.traces(db, Town.KEY)).isEmpty();
        assertThat(new Database(db).list("SELECT sum(rows_deleted)::text FROM coppice.campaign_table"))
                .containsExactly("16");
        assertThat(brought(db)).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void what_an_erasure_has_archived_comes_back_with_its_key_and_not_without(TestDatabase db) throws Exception {
        assertThat(erased(db).state()).isEqualTo(ErasureState.SUCCEEDED);
        assertThatThrownBy(() -> Archives.on(db.dataSource()).open(1).reader())
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo("archive.key-missing"));
        assertThat(brought(db)).containsExactlyInAnyOrderElementsOf(before);
    }

    private Erasure erased(TestDatabase db) {
        var deadline = System.nanoTime() + 60_000_000_000L;
        while (true) {
            try {
                return Erasures.on(db.dataSource())
                        .execute(Town.archiving(folder), Town.WHO, Town.OPTIONS, CampaignListener.NONE);
            } catch (CoppiceException alive) {
                // Until the server has noticed that the killed process is gone.
                if (!alive.code().equals("campaign.running") || System.nanoTime() > deadline) {
                    throw alive;
                }
            }
        }
    }

    /** The rows that are there when all that was archived is put back: those that were changed are as they were. */
    private List<String> brought(TestDatabase db) {
        try (var archive = Archives.on(db.dataSource())
                .keys(KeyFile.at(folder.resolve("key")))
                .open(1)) {
            // A row that got a constant holds something else than nothing: it is told apart from what was left
            // untouched.
            var restores = Restores.on(db.dataSource());
            assertThat(restores.restore(archive.reader(), Restoring.ALL, RestoreListener.NONE)
                            .stopped())
                    .hasValueSatisfying(fault -> assertThat(fault.found()).contains("2 of app.invoice: value changed"));
            var report = restores.restore(
                    archive.reader(), Restoring.ALL.onConflict(OnConflict.REPLACE), RestoreListener.NONE);
            assertThat(report.stopped()).isEmpty();
            assertThat(counted(report.restored())).isEqualTo(DELETED);
        }
        return Town.rows(db);
    }

    private static Map<String, Long> counted(Map<TableName, Long> rows) {
        return rows.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().spelled(), Map.Entry::getValue));
    }
}
