package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepContract;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Things "a" and "b" with everything that is awkward below them. */
final class RowsFixture implements StepContract.Fixture {
    private static final List<String> TABLES =
            List.of("job", "part", "piece", "event", "comment", "state", "sheet", "tag", "bill");

    private final TestDatabase db;
    private final Backed step;
    private String neighbour = "";

    RowsFixture(TestDatabase db) {
        this.db = db;
        db.execute("""
                CREATE TABLE ${schema}.thing (thing_id text PRIMARY KEY, status text);
                CREATE TABLE ${schema}.job (
                    job_id int PRIMARY KEY,
                    thing_id text NOT NULL REFERENCES ${schema}.thing,
                    after_id int CONSTRAINT job_after_id_fk REFERENCES ${schema}.job,
                    twice int GENERATED ALWAYS AS (job_id * 2) STORED);
                CREATE TABLE ${schema}.part (
                    job_id int REFERENCES ${schema}.job,
                    number int,
                    note text,
                    PRIMARY KEY (job_id, number));
                CREATE TABLE ${schema}.piece (
                    piece_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    job_id int,
                    number int,
                    FOREIGN KEY (job_id, number) REFERENCES ${schema}.part ON DELETE CASCADE);
                CREATE TABLE ${schema}.event (
                    job_id int REFERENCES ${schema}.job, at date, note text) PARTITION BY RANGE (at);
                CREATE TABLE ${schema}.event_old PARTITION OF ${schema}.event FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
                CREATE TABLE ${schema}.event_new (note text, at date, job_id int);
                ALTER TABLE ${schema}.event ATTACH PARTITION ${schema}.event_new FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
                CREATE TABLE ${schema}.comment (
                    comment_id int PRIMARY KEY,
                    job_id int REFERENCES ${schema}.job,
                    answers int REFERENCES ${schema}.comment);
                CREATE TABLE ${schema}.state (
                    state_id int PRIMARY KEY, job_id int NOT NULL REFERENCES ${schema}.job, sheet_id int NOT NULL);
                CREATE TABLE ${schema}.sheet (
                    sheet_id int PRIMARY KEY, state_id int NOT NULL REFERENCES ${schema}.state);
                ALTER TABLE ${schema}.state ADD FOREIGN KEY (sheet_id) REFERENCES ${schema}.sheet;
                CREATE TABLE ${schema}.tag (tag_id int PRIMARY KEY, of_type text, of_id text);
                CREATE TABLE ${schema}.bill (bill_id int PRIMARY KEY, job_id int REFERENCES ${schema}.job ON DELETE SET NULL);
                """);
        step = Declared.in(db, """
                        - name: delete-jobs
                          rows:
                            tables:
                              - { table: "${schema}.job", by: thing_id }
                            associations:
                              - { table: "${schema}.tag", of: "${schema}.job", type-column: of_type, type: job, id-column: of_id }
                        """).backed("delete-jobs");
    }

    Backed step() {
        return step;
    }

    TestDatabase database() {
        return db;
    }

    String schema() {
        return db.schema();
    }

    @Override
    public TestContext fill() throws SQLException {
        db.execute(
                "DROP TABLE IF EXISTS ${schema}.unseen; TRUNCATE ${schema}.thing, ${schema}.tag, ${schema}.bill CASCADE");
        fill("a", 1);
        fill("b", 2);
        db.execute("INSERT INTO ${schema}.tag VALUES (100, 'part', '1'), (101, 'job', '11')");
        neighbour = idsOf("b").toString();
        return fresh();
    }

    private void fill(String thing, int n) {
        db.execute("""
                INSERT INTO ${schema}.thing VALUES ('%1$s', 'active');
                INSERT INTO ${schema}.job (job_id, thing_id, after_id) VALUES (%2$d, '%1$s', NULL), (%2$d * 100, '%1$s', %2$d);
                INSERT INTO ${schema}.part VALUES (%2$d, 1, 'x'), (%2$d, 2, NULL);
                INSERT INTO ${schema}.piece (job_id, number) VALUES (%2$d, 1), (%2$d, 1);
                INSERT INTO ${schema}.event VALUES (%2$d, '2025-05-05', 'old'), (%2$d, '2026-05-05', 'new'),
                    (%2$d, '2026-05-05', 'new');
                INSERT INTO ${schema}.comment
                SELECT %2$d * 1000 + n, CASE WHEN n = 1 THEN %2$d END, CASE WHEN n > 1 THEN %2$d * 1000 + n - 1 END
                FROM generate_series(1, 7) AS n;
                WITH s AS (INSERT INTO ${schema}.state VALUES (%2$d, %2$d, %2$d))
                INSERT INTO ${schema}.sheet VALUES (%2$d, %2$d);
                INSERT INTO ${schema}.tag VALUES (%2$d, 'job', '%2$d');
                INSERT INTO ${schema}.bill VALUES (%2$d, %2$d);
                """.formatted(thing, n));
    }

    @Override
    public TestContext fresh() {
        return TestContext.of(db, "a");
    }

    @Override
    public StepContext stale() {
        return fresh().afterTakeOver();
    }

    @Override
    public boolean neighbourUntouched() throws SQLException {
        return idsOf("b").toString().equals(neighbour)
                && list("SELECT count(*) FROM ${schema}.tag WHERE tag_id >= 100")
                        .equals(List.of("2"));
    }

    @Override
    public boolean cutOff() {
        db.execute("ALTER TABLE ${schema}.job RENAME TO unseen");
        return true;
    }

    /** All rows of a thing. */
    List<String> idsOf(String thing) throws SQLException {
        var n = thing.equals("a") ? "1" : "2";
        return list("""
                SELECT 'job ' || job_id FROM ${schema}.job WHERE thing_id = '%1$s'
                UNION ALL SELECT 'part ' || p::text FROM ${schema}.part AS p WHERE job_id = %2$s
                UNION ALL SELECT 'piece ' || p::text FROM ${schema}.piece AS p WHERE job_id = %2$s
                UNION ALL SELECT 'event ' || e::text FROM ${schema}.event AS e WHERE job_id = %2$s
                UNION ALL SELECT 'comment ' || comment_id FROM ${schema}.comment WHERE comment_id / 1000 = %2$s
                UNION ALL SELECT 'state ' || state_id FROM ${schema}.state WHERE state_id = %2$s
                UNION ALL SELECT 'sheet ' || sheet_id FROM ${schema}.sheet WHERE sheet_id = %2$s
                UNION ALL SELECT 'tag ' || tag_id FROM ${schema}.tag WHERE tag_id = %2$s
                ORDER BY 1
                """.formatted(thing, n));
    }

    /** Each table with all its rows. */
    Map<String, List<String>> digests() throws SQLException {
        var digests = new TreeMap<String, List<String>>();
        for (var table : TABLES) {
            digests.put(table, list("SELECT t::text FROM ${schema}." + table + " AS t ORDER BY 1"));
        }
        return digests;
    }

    void execute(String sql) {
        db.execute(sql);
    }

    List<String> list(String query) throws SQLException {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query.replace("${schema}", db.schema()))) {
            var values = new ArrayList<String>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        }
    }
}
