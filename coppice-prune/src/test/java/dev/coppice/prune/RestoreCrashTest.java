package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process that restores is killed with {@code kill -9}, and the same is restored at once. The knob {@code
 * coppice.prune.restore-crashes} says how many are killed at a moment nobody chose, {@code coppice.prune.seed} repeats the choice.
 */
@PostgresTest(Isolation.DATABASE)
class RestoreCrashTest {
    private static final int CRASHES = Integer.getInteger("coppice.prune.restore-crashes", 4);
    private static final List<String> TABLES = List.of("session", "event", "step", "audit", "grants");

    @TempDir
    private static Path shared;

    private static Path folder;
    private static ChildPath path;
    private static Copies before;
    private static ArchiveReader archive;
    private static long took;
    private static final Map<String, Integer> passed = new TreeMap<>();

    /** One child restores to its end, and what it has loaded is archived for all that follow. */
    @BeforeAll
    static void an_archive(TestDatabase db) throws Exception {
        path = ChildPath.in(shared);
        folder = shared.resolve("archive");
        Shop.open(db, 40);
        before = Copies.of(db, "app");
        archive = Restoring.archive(
                folder, Restoring.prune(db, Shop.archived(folder).build()));
        db.execute("CREATE SCHEMA after");
        TABLES.forEach(table -> db.execute("CREATE TABLE after." + table + " AS SELECT * FROM app." + table));
        try (var child = Child.restoring(path, db)) {
            child.await("ready");
            var began = System.nanoTime();
            child.execute(folder);
            assertThat(child.await("ended")).isEqualTo("SUCCEEDED");
            took = System.nanoTime() - began;
            child.leave();
        }
        pruneAgain(db);
        RestoreProcess.restored(
                new String[] {db.url(), db.user(), db.password()},
                folder,
                place -> passed.merge(place, 1, Integer::sum));
        assertThat(passed).containsKeys("connection", "restore.staged", "restore.inserted", "restore.before-commit");
    }

    @BeforeEach
    void rewind(TestDatabase db) {
        pruneAgain(db);
    }

    @ParameterizedTest
    @MethodSource("places")
    void a_process_killed_at_a_place_leaves_a_restore_that_the_next_one_ends(String place, int passes, TestDatabase db)
            throws Exception {
        try (var child = Child.restoring(path, db)) {
            child.await("ready");
            child.execute(folder, place, passes);
            child.await("here");
        }
        endsAtOnce(db, place + ", passed " + passes);
    }

    /** Every named place half way, and the moment before every third new connection, or before all with many crashes. */
    static Stream<Arguments> places() {
        var third = System.nanoTime() % 3;
        return passed.entrySet().stream()
                .flatMap(place -> place.getKey().equals("connection")
                        ? IntStream.range(0, place.getValue())
                                .filter(pass -> CRASHES > 4 || pass % 3 == third)
                                .mapToObj(pass -> arguments("connection", pass))
                        : Stream.of(arguments(place.getKey(), place.getValue() / 2)));
    }

    @Test
    void processes_killed_at_any_moment_leave_a_restore_that_the_next_one_ends(TestDatabase db) throws Exception {
        var seed = Long.getLong("coppice.prune.seed", System.nanoTime());
        var random = new Random(seed);
        var next = Child.restoring(path, db);
        for (var crash = 1; crash <= CRASHES; crash++) {
            try (var child = next) {
                child.await("ready");
                next = Child.restoring(path, db);
                child.execute(folder);
                LockSupport.parkNanos((long) (random.nextDouble() * took));
            }
            if (crash % 2 == 0) {
                endsAtOnce(db, "crash " + crash + " of seed " + seed);
                pruneAgain(db);
            }
        }
        next.close();
    }

    @ParameterizedTest
    @MethodSource("removals")
    void a_process_killed_between_two_removals_leaves_an_archive_that_the_next_one_cleans(
            String place, int passes, TestDatabase db) throws Exception {
        var id = archive.manifest().archive();
        try (var store = ArchiveStores.folder(folder)) {
            var gc = ArchiveGc.on(
                    db.dataSource(), InstantSource.fixed(Instant.now().plus(Duration.ofHours(25))));
            gc.execute(store, Restoring.BOB);
            for (var i = 0; i < 3; i++) {
                Files.write(
                        folder.resolve(id).resolve("manifest.json." + new UUID(i, i) + ".tmp"), new byte[] {1, 2, 3});
            }
            tail(id, "event");
            tail(id, "session");
            try (var child = Child.restoring(path, db)) {
                child.await("ready");
                child.execute(folder, place, passes);
                child.await("here");
            }
            assertThat(archive.verify().problems()).isEmpty();
            assertThat(gc.execute(store, Restoring.BOB).waste()).isNotEmpty();
            assertThat(gc.plan(store).waste()).isEmpty();
        }
        assertThat(archive.verify().remarks()).isEmpty();
        endsAtOnce(db, place + ", passed " + passes);
    }

    static Stream<Arguments> removals() {
        return Stream.of(arguments("store.delete", 1), arguments("store.append", 1));
    }

    private static void tail(String id, String table) throws IOException {
        try (var files = Files.list(folder.resolve(id))) {
            var file = files.filter(name -> name.toString().endsWith("-app." + table + ".csv.zst"))
                    .findFirst()
                    .orElseThrow();
            Files.write(file, new byte[7], StandardOpenOption.APPEND);
        }
    }

    /** The next restore of the same is not kept waiting, and everything is there once. */
    private static void endsAtOnce(TestDatabase db, String after) {
        db.execute("SELECT FROM coppice.lease FOR UPDATE"); // waits for what the dead process has sent
        if (new Database(db)
                .list("SELECT id::text FROM coppice.restore WHERE ended_at IS NOT NULL")
                .isEmpty()) {
            var report = Restoring.restore(db, archive, Restoring.ALL);
            assertThat(report.record().state()).as(after).isEqualTo(RestoreState.SUCCEEDED);
        }
        before.requireBack();
        assertThat(new Database(db).list("SELECT restore_id::text FROM coppice.restore_chunk GROUP BY 1"))
                .as(after)
                .hasSize(1);
        assertThat(new Database(db)
                        .list("SELECT (SELECT sum(restored) FROM coppice.restore_chunk)"
                                + " - (SELECT sum(rows_deleted) FROM coppice.campaign_table)"))
                .as(after)
                .containsExactly("0");
    }

    /** Back to where the campaign had left it, with an empty record. */
    private static void pruneAgain(TestDatabase db) {
        db.execute(
                "SELECT FROM coppice.lease FOR UPDATE; TRUNCATE app.session, app.event, app.step, app.audit, app.grants");
        TABLES.forEach(table ->
                db.execute("INSERT INTO app." + table + " OVERRIDING SYSTEM VALUE SELECT * FROM after." + table));
        db.execute("TRUNCATE coppice.restore CASCADE; TRUNCATE coppice.lease");
    }
}
