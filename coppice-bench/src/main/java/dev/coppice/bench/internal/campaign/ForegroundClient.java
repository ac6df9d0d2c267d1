package dev.coppice.bench.internal.campaign;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * One connection of the load. Half of its transactions read and write hot rows of a neighbouring table, half a session and its
 * messages: of one that stays, and each hundredth time of one that is about to go. For one thread.
 */
final class ForegroundClient implements AutoCloseable {
    /** A query of the application. */
    static final String PROBE = "SELECT amount FROM coppice_bench.hot WHERE id = 1";

    private static final int HOT_ROWS = 100;
    private static final int KNOWN = 1_000;
    private static final int LATECOMERS = 100;

    // language=SQL
    private static final String PREPARE = """
            CREATE TABLE coppice_bench.hot (id int PRIMARY KEY, amount bigint NOT NULL) WITH (fillfactor = 20);
            INSERT INTO coppice_bench.hot SELECT n, 0 FROM generate_series(1, %d) AS n
            """.formatted(HOT_ROWS);

    // language=SQL
    private static final String SESSIONS = "SELECT id FROM coppice_bench.session WHERE (" + Sessions.DUE
            + ") = ? ORDER BY uuid_hash(id) LIMIT " + KNOWN;

    private final Connection connection;
    private final Random random;
    private final List<UUID> staying;
    private final List<UUID> going;
    private final PreparedStatement readHot;
    private final PreparedStatement writeHot;
    private final PreparedStatement readSession;
    private final PreparedStatement writeMessages;

    private ForegroundClient(Connection connection, int number) throws SQLException {
        this.connection = connection;
        this.random = new Random(number);
        this.staying = sessions(connection, false);
        this.going = sessions(connection, true);
        connection.setAutoCommit(false);
        readHot = connection.prepareStatement("SELECT amount FROM coppice_bench.hot WHERE id = ?");
        writeHot = connection.prepareStatement("UPDATE coppice_bench.hot SET amount = amount + 1 WHERE id = ?");
        readSession = connection.prepareStatement("SELECT note FROM coppice_bench.session WHERE id = ?");
        writeMessages =
                connection.prepareStatement("UPDATE coppice_bench.message SET note = 'read' WHERE session_id = ?");
    }

    /** Makes the neighbouring table. */
    static void prepare(DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(PREPARE);
        }
    }

    /** The client of a number: each draws other rows, and the same in each run. */
    static ForegroundClient of(DataSource database, int number) throws SQLException {
        return new ForegroundClient(database.getConnection(), number);
    }

    /** One transaction. */
    void transact() throws SQLException {
        if (random.nextBoolean()) {
            var id = 1 + random.nextInt(HOT_ROWS);
            readHot.setInt(1, id);
            readHot.executeQuery().close();
            writeHot.setInt(1, id);
            writeHot.executeUpdate();
        } else {
            var id = session();
            readSession.setObject(1, id);
            readSession.executeQuery().close();
            writeMessages.setObject(1, id);
            writeMessages.executeUpdate();
        }
        connection.commit();
    }

    private UUID session() {
        var among = random.nextInt(LATECOMERS) == 0 && !going.isEmpty() ? going : staying;
        return among.get(random.nextInt(among.size()));
    }

    private static List<UUID> sessions(Connection connection, boolean due) throws SQLException {
        var ids = new ArrayList<UUID>();
        try (var query = connection.prepareStatement(SESSIONS)) {
            query.setBoolean(1, due);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
        }
        return ids;
    }

    @Override
    public void close() throws SQLException {
        try (readHot;
                writeHot;
                readSession;
                writeMessages) {
            connection.close();
        }
    }
}
