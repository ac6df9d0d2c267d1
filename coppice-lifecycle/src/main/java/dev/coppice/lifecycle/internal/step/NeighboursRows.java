package dev.coppice.lifecycle.internal.step;

import static java.util.stream.Collectors.joining;

import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.internal.step.RowTable.Leaf;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Rows that would go because they refer to the resource's, and refer as closely to a neighbour's: whose they are, no foreign key
 * can tell. They go only where the kind declares their table itself. For one transaction.
 */
final class NeighboursRows {
    private final Connection connection;
    private final OwnRows own;

    NeighboursRows(Connection connection, OwnRows own) {
        this.connection = connection;
        this.own = own;
    }

    /** Passes when no row that was followed refers to a row of a declared table that stays. */
    void requireNone(RowCatalogue catalogue, DoomedRows rows) throws SQLException {
        for (var link : catalogue.links()) {
            var child = catalogue.tables().get(link.childTable());
            var owner = catalogue.owners().get(link.parentTable());
            if (link.isForeignKey() && link.follows() && child != null && owner != null) {
                requireNone(link, child, owner, rows);
            }
        }
    }

    private void requireNone(RowLink link, RowTable child, RowTable owner, DoomedRows rows) throws SQLException {
        for (var leaf : link.child()) {
            if (rows.counts().containsKey(leaf) && isShared(link, owner, leaf, rows)) {
                throw shared(child, owner);
            }
        }
    }

    private boolean isShared(RowLink link, RowTable owner, Leaf leaf, DoomedRows rows) throws SQLException {
        var pairs = link.pairs().stream().map(pair -> pair.sql("t", "c")).collect(joining(" AND "));
        var sql = "SELECT EXISTS (SELECT FROM (SELECT t.* FROM " + leaf.sql() + " AS t WHERE " + rows.here(leaf)
                + ") AS c JOIN " + SchemaCopy.quoted(owner.name()) + " AS t ON " + pairs + " WHERE (" + own.of(owner)
                + ") IS NOT TRUE)";
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static StepEnded shared(RowTable child, RowTable owner) {
        return new StepEnded(new StepOutcome.Blocked(
                "rows.referenced",
                "rows of " + child.name() + " that would go refer to rows of " + owner.name() + " that stay; declare "
                        + child.name() + " with by or when to say which of them go",
                List.of(child.name().toString())));
    }
}
