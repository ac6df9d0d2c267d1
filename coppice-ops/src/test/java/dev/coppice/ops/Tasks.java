package dev.coppice.ops;

import dev.coppice.testkit.TestDatabase;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Tasks of projects: the table of the tests on searching, its names resolved at run time. */
final class Tasks {
    final Table<Record> task;
    final Table<Record> project;
    final Field<Long> id;
    final Field<Integer> ofProject;
    final Field<Integer> projectId;
    final Field<String> title;
    final Field<Integer> rank;
    final Field<Boolean> done;
    private final TestDatabase db;

    private Tasks(TestDatabase db) {
        this.db = db;
        task = DSL.table(DSL.name(db.schema(), "task"));
        project = DSL.table(DSL.name(db.schema(), "project"));
        id = DSL.field(DSL.name(db.schema(), "task", "id"), SQLDataType.BIGINT.notNull());
        ofProject = DSL.field(DSL.name(db.schema(), "task", "project_id"), SQLDataType.INTEGER.notNull());
        projectId = DSL.field(DSL.name(db.schema(), "project", "id"), SQLDataType.INTEGER.notNull());
        title = DSL.field(DSL.name(db.schema(), "task", "title"), SQLDataType.CLOB);
        rank = DSL.field(DSL.name(db.schema(), "task", "rank"), SQLDataType.INTEGER);
        done = DSL.field(DSL.name(db.schema(), "task", "done"), SQLDataType.BOOLEAN);
    }

    static Tasks in(TestDatabase db) {
        db.execute("""
            CREATE TABLE ${schema}.project (id int PRIMARY KEY);
            CREATE TABLE ${schema}.task (
                id bigint PRIMARY KEY,
                project_id int NOT NULL REFERENCES ${schema}.project,
                title text,
                rank int,
                done boolean);
            INSERT INTO ${schema}.project VALUES (1), (2), (3);
            """);
        return new Tasks(db);
    }

    /** Tasks 1 to {@code count} of project 1; two each have a rank of 1, 2, 3 …, every fifth has none. */
    Tasks with(int count) {
        db.execute("INSERT INTO ${schema}.task SELECT i, 1, 'task ' || i, "
                + "CASE WHEN i % 5 = 0 THEN NULL ELSE (i + 1) / 2 END, i % 2 = 0 FROM generate_series(1, " + count
                + ") i");
        return this;
    }

    Tasks with(String values) {
        db.execute("INSERT INTO ${schema}.task VALUES " + values);
        return this;
    }

    Searcher<Record> search() {
        return Searcher.in(task).keyedBy(id).named("tasks");
    }
}
