package dev.coppice.prune.internal.brake;

import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import java.util.List;

/**
 * A query somebody wrote into a policy. It is asked inside another, where a second statement, which could leave the READ ONLY
 * transaction, is an error of syntax.
 * A guard against slips: whoever closes the parenthesis on purpose may write policies, and could delete with them.
 */
public final class OwnQuery {
    private OwnQuery() {}

    /** Its rows. */
    static <T> List<T> rows(Sql sql, String query, Row.Reader<T> reader) {
        return sql.exactly("SELECT * FROM (" + single(query) + "\n) AS asked", reader);
    }

    /** Runs it for its time; returns how many rows it has. */
    public static int time(Sql sql, String query) {
        return rows(sql, query, Row::all).size();
    }

    /** Why its value says nothing, or an empty text. */
    public static String unclear(Sql sql, String query) {
        try {
            new CustomSql(query).read(sql);
            return "";
        } catch (Unreadable nothing) {
            return nothing.sentence();
        }
    }

    private static String single(String query) {
        var text = query.strip();
        return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
    }
}
