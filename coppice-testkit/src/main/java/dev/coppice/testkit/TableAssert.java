package dev.coppice.testkit;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.assertj.core.api.AbstractAssert;

/** Assertions about the committed rows of one table. */
public final class TableAssert extends AbstractAssert<TableAssert, DataSource> {
    private final String table;

    TableAssert(DataSource actual, String table) {
        super(actual, TableAssert.class);
        this.table = table;
    }

    /** The table has this many rows. */
    public TableAssert hasRows(long expected) {
        var found = count();
        if (found != expected) {
            failWithMessage("Expected table %s to have %d rows, but it has %d.", table, expected, found);
        }
        return this;
    }

    /** The table has no row. */
    public TableAssert isEmpty() {
        return hasRows(0);
    }

    private long count() {
        try (var connection = actual.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new AssertionError("Cannot count the rows of " + table + ": " + failure.getMessage(), failure);
        }
    }
}
