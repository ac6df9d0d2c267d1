package dev.coppice.prune.internal.restore;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.LoadTarget;
import dev.coppice.prune.internal.read.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A temporary table of the running transaction with rows of one archived table, and beside each what becomes of it: null for
 * a row that goes in.
 *
 * @param table where they go
 * @param name its name
 * @param columns the columns it has of the archive
 */
record Staged(TargetTable table, String name, List<String> columns) {
    Staged {
        columns = List.copyOf(columns);
    }

    /** Makes it and loads frames into it. What they hold is known to be as it was written when this returns. */
    Staged load(Connection connection, ArchiveReader archive, List<Piece> pieces) throws SQLException {
        // As a copy of the table's own columns it has their collations, and none of their constraints.
        new Sql(connection)
                .execute("CREATE TEMPORARY TABLE " + name + " ON COMMIT DROP AS SELECT " + Names.of("there", columns)
                        + ", NULL::int AS coppice_fate FROM " + table.from() + " AS there WITH NO DATA");
        for (var piece : pieces) {
            archive.load(connection, piece.segment(), piece.frame(), new LoadTarget("pg_temp", name, columns));
        }
        return this;
    }

    String from() {
        return "pg_temp." + name;
    }

    /** Notes what becomes of each row, from a query of {@code coppice_place} and {@code coppice_fate}. */
    Map<Integer, Long> decide(Sql sql, String fates) {
        sql.execute("UPDATE " + from() + " AS staged SET coppice_fate = fated.coppice_fate FROM (" + fates
                + ") AS fated WHERE staged.ctid = fated.coppice_place AND fated.coppice_fate <> " + Fates.INSERTED);
        return sql
                .list(
                        "SELECT coalesce(coppice_fate, " + Fates.INSERTED + ") AS fate, count(*) AS n FROM " + from()
                                + " GROUP BY 1",
                        row -> Map.entry((int) row.number("fate"), row.number("n")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
