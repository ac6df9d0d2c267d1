package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Record;
import org.junit.jupiter.api.Test;

/** Prunes beside writers that revive, add, move, hold: none twice, none lost, none wrong. */
@PostgresTest
class PruneStormTest {
    private static final int JOBS = 1_500;
    private static final int PRUNERS = 3;
    private static final int WRITERS = 4;

    @Test
    void whatever_others_do_only_ended_jobs_go_once_and_whole(TestDatabase db) throws Exception {
        var jobs = Jobs.in(db).withEnded(JOBS);
        // Each delete is noted with the state it found, so that a job gone twice, or alive, would show.
        jobs.execute("""
            CREATE TABLE ${schema}.gone (id int, state text);
            CREATE FUNCTION ${schema}.note() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN INSERT INTO ${schema}.gone VALUES (old.id, old.state); RETURN old; END';
            CREATE TRIGGER note BEFORE DELETE ON ${schema}.job FOR EACH ROW EXECUTE FUNCTION ${schema}.note();
            """);
        var writing = new AtomicInteger(WRITERS);
        var tasks = new ArrayList<Callable<List<Integer>>>();
        for (var writer = 0; writer < WRITERS; writer++) {
            var seed = 4711 + writer;
            tasks.add(() -> {
                try {
                    return disturb(db, new Random(seed));
                } finally {
                    writing.decrementAndGet();
                }
            });
        }
        for (var pruner = 0; pruner < PRUNERS; pruner++) {
            tasks.add(() -> pruneWhile(writing, db, jobs));
        }
        var taken = new ArrayList<Integer>();
        try (var threads = Executors.newFixedThreadPool(tasks.size())) {
            for (var done : threads.invokeAll(tasks)) {
                taken.addAll(done.get());
            }
        }
        taken.addAll(jobs.ids(Ops.on(db.dataSource()).write(w -> w.prune(whole(jobs)))));
        assertThat(taken).doesNotHaveDuplicates();
        assertThat(jobs.list("SELECT id FROM ${schema}.gone").stream()
                        .map(Integer::valueOf)
                        .toList())
                .containsExactlyInAnyOrderElementsOf(taken);
        assertThat(jobs.count("gone WHERE state <> 'DONE'")).isZero();
        assertThat(jobs.count("job WHERE state = 'DONE'")).isZero();
        assertThat(taken.size() + jobs.count("job")).isEqualTo(JOBS);
        assertThat(jobs.count("access_grant g WHERE NOT EXISTS (SELECT FROM " + db.schema()
                        + ".job WHERE id::text = g.entity_id)"))
                .isZero();
        assertThat(taken).hasSizeGreaterThan(JOBS / 2);
    }

    private static Pruner<Record> whole(Jobs jobs) {
        return jobs.ended().cascadeForeignKeys().entityType("job").association(jobs.grants());
    }

    private static List<Integer> pruneWhile(AtomicInteger writing, TestDatabase db, Jobs jobs) {
        var ops = Ops.builder(db.dataSource()).waiter(pause -> {}).build();
        var taken = new ArrayList<Integer>();
        while (writing.get() > 0) {
            try {
                taken.addAll(jobs.ids(ops.write(w -> w.prune(whole(jobs).limit(7)))));
            } catch (CoppiceException busy) {
                // Five deadlocks in a row: the storm is strong, and nothing was deleted.
                assertThat(busy.code()).isIn("database.deadlock", "database.lock-timeout");
            }
        }
        return taken;
    }

    /** Revives, holds, adds and moves at random, a few statements to a transaction; what is refused is given up. */
    private static List<Integer> disturb(TestDatabase db, Random random) throws SQLException {
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            for (var round = 0; round < 300; round++) {
                try {
                    for (var statement = 0; statement < 3; statement++) {
                        run(connection, random, db.schema());
                    }
                    connection.commit();
                } catch (SQLException refused) {
                    assertThat(refused.getSQLState()).isIn("23503", "23505", "40P01");
                    connection.rollback();
                }
            }
        }
        return List.of();
    }

    private static void run(Connection connection, Random random, String schema) throws SQLException {
        var job = 1 + random.nextInt(JOBS);
        var sql = switch (random.nextInt(6)) {
            case 0 -> "UPDATE ${schema}.job SET state = 'RUNNING' WHERE id = " + job;
            case 1 -> "UPDATE ${schema}.job SET state = 'DONE' WHERE state = 'RUNNING' AND id < " + job;
            case 2 -> "INSERT INTO ${schema}.step VALUES (" + job + ", " + (10 + random.nextInt(1000)) + ")";
            case 3 -> "INSERT INTO ${schema}.line (job_id, step_number) VALUES (" + job + ", 1)";
            case 4 -> "SELECT FROM ${schema}.step WHERE job_id = " + job + " FOR UPDATE";
            default ->
                "UPDATE ${schema}.line SET job_id = " + (1 + random.nextInt(JOBS)) + " WHERE job_id = " + job
                        + " AND step_number = 2";
        };
        try (var statement = connection.createStatement()) {
            statement.execute(sql.replace("${schema}", schema));
        }
    }
}
