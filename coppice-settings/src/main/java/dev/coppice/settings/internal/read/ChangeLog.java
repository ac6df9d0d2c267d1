package dev.coppice.settings.internal.read;

import dev.coppice.settings.Scope;
import dev.coppice.settings.internal.scope.Change;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what commits have changed and marks it. A look asks for every row that the snapshot of the last look did not show: each
 * commit is seen once, in whatever order transactions end and however long one of them runs.
 *
 * <p>A row is cut an hour after it was there for everybody to see. Who has not looked for nearly as long, or finds that the
 * database is another or its clock was set, may have missed one, and forgets everything. For one thread at a time.
 */
final class ChangeLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.settings");

    /** Beyond so many it is cheaper to forget everything than to mark each. */
    private static final int MOST = 10_000;

    // language=SQL
    private static final String LOOK = """
            SELECT pg_current_snapshot()::text, clock_timestamp(), c.id, c.name, c.scope_type, c.scope_id
            FROM (SELECT ?::pg_snapshot AS last) AS asked
            LEFT JOIN ${schema}.setting_change AS c
                ON c.xid >= pg_snapshot_xmin(asked.last) AND NOT pg_visible_in_snapshot(c.xid, asked.last)
            LIMIT 10001""";

    // language=SQL
    private static final String CUT = """
            DELETE FROM ${schema}.setting_change
            WHERE id IN (SELECT id FROM ${schema}.setting_change WHERE xid < ?::xid8 LIMIT 10000 FOR UPDATE SKIP LOCKED)""";

    private final String look;
    private final String cut;
    private final Duration kept;
    private final Marks marks;
    private @Nullable Horizon last;
    private @Nullable Horizon cuttable;
    private boolean mayNotCut;

    ChangeLog(String schema, Marks marks, Duration kept) {
        this.look = Sql.in(schema, LOOK);
        this.cut = Sql.in(schema, CUT);
        this.marks = marks;
        this.kept = kept;
    }

    /** Forgets everything, and begins anew with the next look. */
    void startOver() {
        last = null;
        cuttable = null;
        marks.markEverything();
    }

    /** Marks what commits up to now have changed. */
    void look(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(look)) {
            statement.setString(1, last == null ? null : last.snapshot());
            try (var rows = statement.executeQuery()) {
                mark(rows);
            }
        }
    }

    private void mark(ResultSet rows) throws SQLException {
        int changes = 0;
        Horizon now = null;
        while (rows.next()) {
            now = Horizon.of(rows);
            rows.getLong(3);
            if (!rows.wasNull() && ++changes <= MOST) {
                marks.mark(change(rows));
            }
        }
        if (last == null || now == null || !last.isFollowedBy(now)) {
            cuttable = null;
            marks.markEverything();
        } else if (changes > MOST) {
            marks.markEverything();
        }
        last = now;
    }

    private static Change change(ResultSet rows) throws SQLException {
        var type = rows.getString(5);
        return new Change(rows.getString(4), type == null ? null : new Scope(type, rows.getString(6)));
    }

    /** Removes some of what everybody has had an hour to see; where this role may not, others do. */
    void cut(Connection connection) throws SQLException {
        if (last == null || (cuttable != null && cuttable.at().plus(kept).isAfter(last.at()))) {
            return;
        }
        if (cuttable == null || cut(connection, cuttable) < MOST) {
            cuttable = last;
        }
    }

    private int cut(Connection connection, Horizon before) {
        try (var statement = connection.prepareStatement(cut)) {
            statement.setString(1, Long.toString(before.oldest()));
            return statement.executeUpdate();
        } catch (SQLException refused) {
            if (!mayNotCut) {
                mayNotCut = true;
                LOG.warn(
                        "the list of changes of settings was not cut (SQLSTATE {}); who may delete from it must watch as well",
                        refused.getSQLState());
            }
            return 0;
        }
    }
}
