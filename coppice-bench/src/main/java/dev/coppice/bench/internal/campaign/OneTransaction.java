package dev.coppice.bench.internal.campaign;

import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/**
 * All in one transaction, as somebody would write it who knows the tables well and has the database alone. It asks each
 * condition once, checks nothing and remembers nothing: less than a campaign promises, and what one is measured by.
 */
enum OneTransaction implements Side {
    SUBQUERIES("one delete by hand (IN)", """
            DELETE FROM coppice_bench.granted WHERE entity_type = 'session'
                AND entity_id IN (SELECT id::text FROM coppice_bench.session WHERE :due);
            DELETE FROM coppice_bench.step WHERE session_id IN (SELECT id FROM coppice_bench.session WHERE :due);
            DELETE FROM coppice_bench.message WHERE session_id IN (SELECT id FROM coppice_bench.session WHERE :due);
            DELETE FROM coppice_bench.session WHERE :due
            """),
    JOINS("one delete by hand (joins)", """
            WITH doomed AS MATERIALIZED (
                SELECT id FROM coppice_bench.session WHERE :due
            ), grants AS (
                DELETE FROM coppice_bench.granted USING doomed
                WHERE entity_type = 'session' AND entity_id = doomed.id::text
            ), steps AS (
                DELETE FROM coppice_bench.step USING doomed WHERE session_id = doomed.id
            ), messages AS (
                DELETE FROM coppice_bench.message USING doomed WHERE session_id = doomed.id
            )
            DELETE FROM coppice_bench.session USING doomed WHERE session.id = doomed.id
            """),
    KEYS("one delete by hand (table of keys)", """
            CREATE TEMPORARY TABLE doomed ON COMMIT DROP AS SELECT id FROM coppice_bench.session WHERE :due;
            ANALYZE doomed;
            DELETE FROM coppice_bench.granted USING doomed WHERE entity_type = 'session' AND entity_id = doomed.id::text;
            DELETE FROM coppice_bench.step USING doomed WHERE session_id = doomed.id;
            DELETE FROM coppice_bench.message USING doomed WHERE session_id = doomed.id;
            DELETE FROM coppice_bench.session USING doomed WHERE session.id = doomed.id
            """);

    private static final String ROOM_TO_HASH = "SET LOCAL work_mem = '256MB'";

    private final String title;
    private final String script;

    OneTransaction(String title, String script) {
        this.title = title;
        this.script = script.replace(":due", Sessions.DUE);
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Map<String, Object> prune(DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(ROOM_TO_HASH);
            statement.execute(script);
            connection.commit();
        }
        return Map.of();
    }
}
