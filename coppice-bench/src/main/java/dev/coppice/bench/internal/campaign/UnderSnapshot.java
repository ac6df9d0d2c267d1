package dev.coppice.bench.internal.campaign;

import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** A side while another transaction sees the rows as they were, so that none that is deleted can be cleared away. */
record UnderSnapshot(Side side) implements Side {
    @Override
    public String title() {
        return side.title() + ", under an old snapshot";
    }

    @Override
    public Map<String, Object> prune(DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            statement.execute("SELECT FROM coppice_bench.session LIMIT 1");
            return side.prune(database);
        }
    }
}
