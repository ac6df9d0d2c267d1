package dev.coppice.bench.internal.each;

import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Ending;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** All items as one JDBC batch: all or nothing, and no row comes back. */
record JdbcBatch(EachVerb verb, List<Item> items) implements Contender {
    @Override
    public String name() {
        return "JDBC batch";
    }

    @Override
    public Supplier<List<Ending>> run(DataSource source, Runnable beforeCommit) throws SQLException {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            int[] counts;
            try (var write = connection.prepareStatement(verb.sql())) {
                for (var item : items) {
                    PlainLoop.bind(write, verb.parameters(item));
                    write.addBatch();
                }
                counts = write.executeBatch();
            }
            beforeCommit.run();
            connection.commit();
            connection.setAutoCommit(true);
            return () -> Counts.endings(verb, items, counts);
        }
    }
}
