package dev.coppice.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The database of one test. Safe for any thread; gone when the test has ended. */
public interface TestDatabase {
    /** Hands out a new physical connection at each call; nothing is pooled. */
    DataSource dataSource();

    /** The name of this test's own schema; write {@code db.schema() + ".t"}, since the search path is empty. */
    String schema();

    /** The JDBC address without credentials. */
    String url();

    /** The user of {@link #url()}. */
    String user();

    /** The password of {@link #user()}; empty where none is asked. */
    String password();

    /** A new connection with auto-commit on. The test closes it. */
    default Connection connect() throws SQLException {
        return dataSource().getConnection();
    }

    /** Runs statements, separated by semicolons, on a connection of their own; {@code ${schema}} is this test's schema. */
    default void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql.replace("${schema}", schema()));
        } catch (SQLException failure) {
            throw new IllegalStateException("fixture failed: " + failure.getMessage(), failure);
        }
    }
}
