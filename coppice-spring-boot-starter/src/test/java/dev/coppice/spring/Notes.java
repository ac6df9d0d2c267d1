package dev.coppice.spring;

import dev.coppice.ops.Creator;
import dev.coppice.ops.Ops;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** One table, written by ops and by Spring's own client. */
final class Notes {
    static final OpsProperties LIMITS = new OpsProperties(Duration.ofSeconds(30), Duration.ofSeconds(5));

    final String name;
    private final Table<Record> table;
    private final Field<String> text;
    private final TestDatabase db;

    private Notes(TestDatabase db) {
        this.db = db;
        name = db.schema() + ".note";
        table = DSL.table(DSL.name(db.schema(), "note"));
        text = DSL.field(DSL.name(db.schema(), "note", "text"), SQLDataType.VARCHAR);
    }

    static Notes in(TestDatabase db) {
        db.execute("CREATE TABLE ${schema}.note (text text PRIMARY KEY CHECK (text <> 'bad'))");
        return new Notes(db);
    }

    static Ops ops(DataSource source) {
        return SpringOps.on(source, LIMITS, ops -> ops);
    }

    Creator<Record> note(String said) {
        return Creator.into(table).set(text, said);
    }

    void byOps(Ops ops, String said) {
        ops.write(w -> w.create(note(said)).orThrow());
    }

    void byClient(JdbcClient client, String said) {
        client.sql("INSERT INTO " + name + " VALUES (?)").param(said).update();
    }

    /** What others see: only what is committed. */
    List<String> committed() {
        try (var apart = db.connect()) {
            return JdbcClient.create(new SingleConnectionDataSource(apart, true))
                    .sql("SELECT text FROM " + name + " ORDER BY text")
                    .query(String.class)
                    .list();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
