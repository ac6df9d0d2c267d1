package dev.coppice.prune;

import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Questions tests ask of a database. */
public record Database(TestDatabase db) {
    /** The first column of a query, as text. */
    public List<String> list(String query) {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query.replace("${schema}", db.schema()))) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException failure) {
            throw new IllegalStateException(query, failure);
        }
    }

    /** A policy held against the database. */
    public CheckedPolicy check(Policy policy) {
        return ReadOnly.run(db.dataSource(), sql -> CheckedPolicy.of(sql, policy));
    }

    /** A table of the test's own schema. */
    public String table(String name) {
        return db.schema() + "." + name;
    }
}
