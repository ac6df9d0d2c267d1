package dev.coppice.graphteardown;

import dev.coppice.examples.graphplatform.Dataset;
import dev.coppice.examples.graphplatform.GraphPlatform;
import dev.coppice.examples.graphplatform.Size;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The example with data.
 *
 * @param database where it is
 */
record Platform(TestDatabase database) {
    static Platform filled(TestDatabase database) {
        var data = new Dataset(Size.SMALL, 7, Instant.parse("2026-11-21T12:00:00Z"));
        GraphPlatform.populate(database.dataSource(), data, progress -> {});
        return new Platform(database);
    }

    void execute(String sql) {
        database.execute(sql);
    }

    /** One column, as text. */
    List<String> list(String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException failure) {
            throw new IllegalStateException(query, failure);
        }
    }

    long count(String from) {
        return Long.parseLong(list("SELECT count(*) FROM " + from).getFirst());
    }
}
