package dev.coppice.bench.internal.each;

import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Ending;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * The same meaning in plain JDBC: each item in a savepoint of its own, its gate in its statement, its row returned, and a
 * look at the key when nothing was written, to tell a gate that said no from a row that is not there.
 */
record SavepointLoop(EachVerb verb, List<Item> items) implements Contender {
    private static final String FIND = "SELECT 1 FROM coppice_bench.fragment WHERE id = ?";
    private static final String RETURNING = " RETURNING id, scope_id, name, rank, body";

    /** How an item ended: one of the three is set, or none when nothing was written. */
    private record Found(@Nullable Returned row, @Nullable SQLException error, boolean exists) {}

    @Override
    public String name() {
        return "savepoint per item";
    }

    @Override
    public Supplier<List<Ending>> run(DataSource source, Runnable beforeCommit) throws SQLException {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            var found = new ArrayList<Found>(items.size());
            try (var write = connection.prepareStatement(verb.sql() + RETURNING)) {
                for (var item : items) {
                    found.add(written(connection, write, item));
                }
            }
            beforeCommit.run();
            connection.commit();
            connection.setAutoCommit(true);
            return () -> found.stream().map(this::ending).toList();
        }
    }

    private Found written(Connection connection, PreparedStatement write, Item item) throws SQLException {
        var savepoint = connection.setSavepoint();
        try {
            PlainLoop.bind(write, verb.parameters(item));
            try (var row = write.executeQuery()) {
                var found = row.next() ? new Found(Returned.of(row), null, true) : unwritten(connection, item);
                connection.releaseSavepoint(savepoint);
                return found;
            }
        } catch (SQLException error) {
            connection.rollback(savepoint);
            connection.releaseSavepoint(savepoint);
            return new Found(null, error, false);
        }
    }

    private Found unwritten(Connection connection, Item item) throws SQLException {
        if (!verb.harmlessSorts().contains(Item.Sort.MISSING)) {
            return new Found(null, null, true);
        }
        try (var find = connection.prepareStatement(FIND)) {
            find.setLong(1, item.id());
            try (var row = find.executeQuery()) {
                return new Found(null, null, row.next());
            }
        }
    }

    private Ending ending(Found found) {
        if (found.error() instanceof PSQLException error && error.getServerErrorMessage() != null) {
            return Ending.of("violates " + error.getServerErrorMessage().getConstraint());
        }
        var row = found.row();
        if (row != null) {
            return new Ending(verb.applied(), row.text());
        }
        return Ending.of(found.exists() ? "refused" : "missing");
    }
}
