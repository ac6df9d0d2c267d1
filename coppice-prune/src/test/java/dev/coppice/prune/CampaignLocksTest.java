package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others may still do while a chunk stands at any of its places. */
@PostgresTest(Isolation.DATABASE)
class CampaignLocksTest {
    // language=SQL
    private static final String LOCKS = """
            SELECT DISTINCT c.relname || ' ' || l.mode
            FROM coppice.campaign_worker AS w
            JOIN pg_catalog.pg_locks AS l ON l.pid = w.backend_pid AND l.locktype = 'relation'
            JOIN pg_catalog.pg_class AS c ON c.oid = l.relation AND c.relkind = 'r'
            WHERE c.relnamespace = 'app'::regnamespace AND l.mode <> 'AccessShareLock'
            """;

    @TempDir
    private Path folder;

    @Test
    void tables_are_locked_no_more_than_a_delete_does_and_no_row_is_that_does_not_belong_to_a_root(TestDatabase db) {
        Shop.openWithHeavy(db, 24);
        db.execute("""
                CREATE TABLE app.owner (id int PRIMARY KEY, name text);
                INSERT INTO app.owner VALUES (1, 'ann'), (2, 'bob');
                ALTER TABLE app.session ADD owner_id int REFERENCES app.owner DEFAULT 1;
                ALTER TABLE app.grants ADD owner_id int REFERENCES app.owner DEFAULT 2;
                """);
        var locks = new TreeSet<String>();
        var locked = new TreeSet<String>();
        Shop.campaigns(db.dataSource(), place -> {
                    locks.addAll(new Database(db).list(LOCKS));
                    locked.addAll(lockedOutside(db));
                })
                .execute(Shop.archived(folder).build(), Shop.OPTIONS, CampaignListener.NONE);
        assertThat(locks)
                .containsExactlyInAnyOrder(
                        "session RowShareLock", "session RowExclusiveLock",
                        "event RowShareLock", "event RowExclusiveLock",
                        "step RowShareLock", "step RowExclusiveLock",
                        "grants RowShareLock", "grants RowExclusiveLock",
                        "audit RowShareLock", "audit RowExclusiveLock");
        assertThat(locked).isEmpty();
    }

    /** Rows that a second session cannot lock, of those that no chunk has to lock. */
    private static List<String> lockedOutside(TestDatabase db) {
        return List.of(
                        "owner",
                        "session WHERE status = 'OPEN' OR ended_at > now() - interval '90 days'",
                        "grants WHERE entity_type <> 'session'",
                        "event WHERE session_id IN (SELECT id FROM app.session WHERE status = 'OPEN')",
                        "audit WHERE session_id IN (SELECT id FROM app.session WHERE status = 'OPEN')")
                .stream()
                .filter(rows -> !new Database(db)
                        .list("SELECT 1 FROM (SELECT count(*) AS n FROM app." + rows
                                + ") AS a, (SELECT count(*) AS n FROM (SELECT FROM app." + rows
                                + " FOR UPDATE SKIP LOCKED) AS x) AS b WHERE a.n <> b.n")
                        .isEmpty())
                .toList();
    }
}
