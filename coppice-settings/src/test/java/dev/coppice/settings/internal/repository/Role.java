package dev.coppice.settings.internal.repository;

import dev.coppice.settings.SettingsStore;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.function.Function;

/** Somebody who may do everything with the tables of a test's schema and owns none of them. */
record Role(TestDatabase db) {
    Role {
        db.execute("CREATE ROLE ${schema}_user; GRANT USAGE ON SCHEMA ${schema} TO ${schema}_user;"
                + " GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO ${schema}_user");
    }

    /** Commits what the role does. */
    <T> T act(Shelf shelf, Function<SettingsStore, T> work) throws SQLException {
        try (var connection = db.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL ROLE " + db.schema() + "_user");
            var done = work.apply(shelf.joining(connection));
            connection.commit();
            return done;
        }
    }

    void drop() {
        db.execute("DROP OWNED BY ${schema}_user; DROP ROLE ${schema}_user");
    }
}
