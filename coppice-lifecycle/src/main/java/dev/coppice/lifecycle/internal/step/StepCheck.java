package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.internal.sql.ResourceSql;
import dev.coppice.lifecycle.internal.sql.Template;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/** Whether the database has what steps name. */
public final class StepCheck {
    private StepCheck() {}

    /** What is wrong with a step, as the end of a sentence. Joins the caller's transaction, and leaves nothing behind in it. */
    public static Optional<String> problem(DSLContext dsl, Step step) {
        if (!(step instanceof Checked checked)) {
            return Optional.empty();
        }
        try {
            dsl.connection(connection -> checkAndRollBack(connection, checked));
            return Optional.empty();
        } catch (StepEnded ended) {
            return Optional.of("must fit the database: " + words(ended.outcome()));
        } catch (CoppiceException refused) {
            return Optional.of("must fit the database: " + refused.fault().found());
        } catch (DataAccessException refused) {
            return Optional.of("must be SQL that the database takes; it answers with SQLSTATE " + refused.sqlState());
        }
    }

    // What one check has set must not change what the next one is read with.
    private static void checkAndRollBack(Connection connection, Checked checked) throws SQLException {
        var before = connection.setSavepoint();
        try {
            checked.check(connection);
        } finally {
            connection.rollback(before);
        }
    }

    /** Has the server read a template of SQL without running it. */
    static void describe(Connection connection, KindConfig kind, String before, String template) throws SQLException {
        var sql = before + ResourceSql.in(connection, kind, Map.of()).of(template);
        if (sql.contains("?")) {
            return; // to the driver it is a parameter, whatever the user means by it
        }
        try (var statement = connection.prepareStatement(sql)) {
            statement.getMetaData();
        }
    }

    /** Passes when each column that a name or an address names is one of the resource, or one of the query. */
    static void columns(Connection connection, KindConfig kind, Optional<String> each, String template)
            throws SQLException {
        Set<String> known =
                new HashSet<>(ResourceSql.types(connection, kind.table()).keySet());
        known.add("id");
        if (each.isPresent()) {
            var sql = "SELECT * FROM ("
                    + ResourceSql.in(connection, kind, Map.of()).of(each.get()) + ") AS each LIMIT 0";
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(sql)) {
                for (var place = 1; place <= row.getMetaData().getColumnCount(); place++) {
                    known.add(row.getMetaData().getColumnLabel(place));
                }
            }
        }
        for (var column : new Template(template).columns()) {
            if (!known.contains(column)) {
                throw new StepEnded(new StepOutcome.Failed(
                        "step.unknown-column",
                        "\"" + template + "\" names the column " + column + ", which neither " + kind.table()
                                + " nor the query has"));
            }
        }
    }

    private static String words(StepOutcome outcome) {
        return outcome instanceof StepOutcome.Failed failed ? failed.message() : outcome.toString();
    }
}
