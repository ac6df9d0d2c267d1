package dev.coppice.bench.internal.each;

import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Ending;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** One statement per item without savepoints: ends at the first bad item, so it only serves where nothing is bad. */
record PlainLoop(EachVerb verb, List<Item> items) implements Contender {
    @Override
    public String name() {
        return "plain loop";
    }

    @Override
    public Supplier<List<Ending>> run(DataSource source, Runnable beforeCommit) throws SQLException {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            var counts = new int[items.size()];
            try (var write = connection.prepareStatement(verb.sql())) {
                for (var place = 0; place < counts.length; place++) {
                    bind(write, verb.parameters(items.get(place)));
                    counts[place] = write.executeUpdate();
                }
            }
            beforeCommit.run();
            connection.commit();
            connection.setAutoCommit(true);
            return () -> Counts.endings(verb, items, counts);
        }
    }

    static void bind(PreparedStatement write, List<Object> parameters) throws SQLException {
        for (var place = 0; place < parameters.size(); place++) {
            write.setObject(place + 1, parameters.get(place));
        }
    }
}
