package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.sql.Connection;
import java.sql.SQLException;

/** Work of a step in one transaction that holds its lease. */
final class Fenced {
    private Fenced() {}

    /** What is done on the transaction's connection. */
    @FunctionalInterface
    interface Work {
        StepOutcome on(Connection connection) throws SQLException;
    }

    /** The outcome of the work; one that throws {@link StepEnded} is rolled back. */
    static StepOutcome run(KindConfig kind, StepContext context, Work work) {
        try {
            return context.transaction(dsl -> dsl.connectionResult(connection -> limited(kind, connection, work)));
        } catch (StepEnded ended) {
            return ended.outcome();
        }
    }

    private static StepOutcome limited(KindConfig kind, Connection connection, Work work) {
        try (var statement = connection.createStatement()) {
            statement.execute("""
                    SELECT pg_catalog.set_config('lock_timeout', '5s', true),
                        pg_catalog.set_config('statement_timeout', '%d', true),
                        pg_catalog.set_config('row_security', 'off', true)
                    """.formatted(kind.limits().stepTimeout().toMillis()));
            return work.on(connection);
        } catch (SQLException failure) {
            throw Refusals.of(failure);
        }
    }
}
