package dev.coppice.bench.internal.each;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jooq.Record;

/** A row as the database returned it. Its number is left out of the text: one side may use up more numbers than the other. */
record Returned(long id, int scope, String name, int rank, String body) {
    static Returned of(Record row) {
        return new Returned(
                row.get("id", long.class),
                row.get("scope_id", int.class),
                row.get("name", String.class),
                row.get("rank", int.class),
                row.get("body", String.class));
    }

    static Returned of(ResultSet row) throws SQLException {
        return new Returned(row.getLong(1), row.getInt(2), row.getString(3), row.getInt(4), row.getString(5));
    }

    String text() {
        return scope + "/" + name + "/" + rank + "/" + body;
    }
}
