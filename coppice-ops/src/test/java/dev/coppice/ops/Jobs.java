package dev.coppice.ops;

import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Jobs that end, with steps, lines of output and grants: the tables of the prune tests, their names resolved at run time. */
final class Jobs {
    final Table<Record> job;
    final Field<Integer> id;
    final Field<String> state;
    final Field<Object> endedAt;
    final Table<Record> step;
    final Table<Record> line;
    final Table<Record> grant;
    private final TestDatabase db;

    private Jobs(TestDatabase db) {
        this.db = db;
        job = table("job");
        id = DSL.field(DSL.name(db.schema(), "job", "id"), SQLDataType.INTEGER);
        state = DSL.field(DSL.name(db.schema(), "job", "state"), SQLDataType.VARCHAR);
        endedAt = column("job", "ended_at");
        step = table("step");
        line = table("line");
        grant = table("access_grant");
    }

    static Jobs in(TestDatabase db) {
        db.execute("""
            CREATE TABLE ${schema}.job (
                id int PRIMARY KEY, state text NOT NULL DEFAULT 'DONE', ended_at timestamptz, note text);
            CREATE TABLE ${schema}.step (
                job_id int NOT NULL CONSTRAINT step_job_fk REFERENCES ${schema}.job,
                number int NOT NULL,
                PRIMARY KEY (job_id, number));
            CREATE TABLE ${schema}.line (
                step_number int,
                job_id int,
                text text,
                CONSTRAINT line_step_fk FOREIGN KEY (job_id, step_number) REFERENCES ${schema}.step (job_id, number));
            CREATE INDEX line_step_index ON ${schema}.line (job_id, step_number);
            CREATE TABLE ${schema}.access_grant (
                scope_type text NOT NULL, scope_id text NOT NULL, entity_type text NOT NULL, entity_id text NOT NULL);
            """);
        return new Jobs(db);
    }

    /** Ended jobs 1 to {@code count}, one a day from 1 January 2026, each with two steps, two lines a step, and a grant. */
    Jobs withEnded(int count) {
        execute("""
            INSERT INTO ${schema}.job (id, ended_at)
            SELECT n, timestamptz '2026-01-01 00:00Z' + (n - 1) * interval '1 day' FROM generate_series(1, %1$d) AS n;
            INSERT INTO ${schema}.step SELECT n, s FROM generate_series(1, %1$d) AS n, generate_series(1, 2) AS s;
            INSERT INTO ${schema}.line (job_id, step_number, text)
            SELECT n, s, 'same' FROM generate_series(1, %1$d) AS n, generate_series(1, 2) AS s, generate_series(1, 2);
            INSERT INTO ${schema}.access_grant SELECT 'user', 'ana', 'job', n FROM generate_series(1, %1$d) AS n;
            """.formatted(count));
        return this;
    }

    /** Jobs that have ended, without what hangs on them. */
    Pruner<Record> ended() {
        return Pruner.from(job).terminal(state.eq("DONE")).age(endedAt).named("ended-jobs");
    }

    /** Jobs that have ended, with steps and lines. */
    Pruner<Record> endedWithChildren() {
        return ended().cascade(CascadeChild.of(step)
                .by(column("step", "job_id"))
                .cascade(CascadeChild.of(line).by(column("line", "step_number"), column("line", "job_id"))));
    }

    Association grants() {
        return Association.in(grant).naming(column("access_grant", "entity_type"), column("access_grant", "entity_id"));
    }

    Association grantsOfBothSides() {
        return grants().naming(column("access_grant", "scope_type"), column("access_grant", "scope_id"));
    }

    Table<Record> table(String name) {
        return DSL.table(DSL.name(db.schema(), name));
    }

    Field<Object> column(String table, String column) {
        return DSL.field(DSL.name(db.schema(), table, column));
    }

    void execute(String sql) {
        db.execute(sql);
    }

    /** One column as text, ordered. */
    List<String> list(String query) {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query.replace("${schema}", db.schema()))) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException failure) {
            throw new IllegalStateException(query, failure);
        }
    }

    long count(String rest) {
        return Long.parseLong(
                list("SELECT count(*) FROM " + db.schema() + "." + rest).getFirst());
    }

    /** The ids of the jobs that are left. */
    List<Integer> left() {
        return list("SELECT id FROM ${schema}.job ORDER BY id").stream()
                .map(Integer::valueOf)
                .toList();
    }

    List<Integer> ids(PruneResult result) {
        return result.keys().stream().map(key -> key.get(0, Integer.class)).toList();
    }
}
