package dev.coppice.bench.internal.each;

import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Ending;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** All items as one batch of jOOQ: one statement, bound as often as there are items. */
record JooqBatch(EachVerb verb, List<Item> items) implements Contender {
    @Override
    public String name() {
        return "jOOQ batch";
    }

    @Override
    public Supplier<List<Ending>> run(DataSource source, Runnable beforeCommit) throws SQLException {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            var sql = DSL.using(connection, SQLDialect.POSTGRES);
            var batch = sql.batch(
                    sql.query(verb.sql(), verb.parameters(items.getFirst()).toArray()));
            for (var item : items) {
                batch = batch.bind(verb.parameters(item).toArray());
            }
            var counts = batch.execute();
            beforeCommit.run();
            connection.commit();
            connection.setAutoCommit(true);
            return () -> Counts.endings(verb, items, counts);
        }
    }
}
