package dev.coppice.lifecycle.internal.step;

import static java.util.stream.Collectors.joining;

import dev.coppice.lifecycle.internal.step.RowLink.Pair;
import dev.coppice.lifecycle.internal.step.RowTable.Leaf;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Rows that stay, and forget which of the resource's they referred to: a restore does not tell them again. For one transaction. */
final class ForgetfulRows {
    private final Connection connection;
    private final RowCatalogue catalogue;
    private final DoomedRows rows;

    ForgetfulRows(Connection connection, RowCatalogue catalogue, DoomedRows rows) {
        this.connection = connection;
        this.catalogue = catalogue;
        this.rows = rows;
    }

    /** A sentence for each foreign key by which there are some. */
    List<String> remarks() throws SQLException {
        var remarks = new ArrayList<String>();
        try (var statement = connection.prepareStatement(CatalogueQueries.FORGETTING)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", catalogue.tables().keySet().toArray()));
            try (var key = statement.executeQuery()) {
                while (key.next()) {
                    var pairs = Pair.of(key.getArray(4), key.getArray(5), key.getArray(6));
                    var count = count(key.getString(2), table(key.getLong(3)), pairs);
                    if (count > 0) {
                        remarks.add(count + " rows of " + key.getString(2) + " stay and forget by " + key.getString(1)
                                + " what they refer to; it does not come back into them");
                    }
                }
            }
        }
        return remarks;
    }

    private long count(String child, RowTable parent, List<Pair> pairs) throws SQLException {
        var equal = pairs.stream().map(pair -> pair.sql("t", "c")).collect(joining(" AND "));
        var referred = doomed(parent)
                .map(leaf -> " OR EXISTS (SELECT FROM " + leaf.sql() + " AS t WHERE " + rows.here(leaf) + " AND "
                        + equal + ")")
                .collect(joining());
        var stays = catalogue.tables().values().stream()
                .flatMap(this::doomed)
                .map(leaf -> " AND NOT (t.tableoid = " + leaf.oid() + " AND " + rows.here(leaf) + ")")
                .collect(joining());
        var sql = "SELECT count(*) FROM (SELECT t.* FROM " + child + " AS t WHERE true" + stays + ") AS c WHERE false"
                + referred;
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Stream<Leaf> doomed(RowTable table) {
        return table.leaves().stream().filter(rows.counts()::containsKey);
    }

    private RowTable table(long oid) {
        return Objects.requireNonNull(catalogue.tables().get(oid), "a table of the catalogue");
    }
}
