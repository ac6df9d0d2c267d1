package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.Levels;
import dev.coppice.prune.internal.sql.Sets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Locks what goes with the roots, level by level, parents before children. A level is locked before the next one is read,
 * in a statement of its own: from then on nobody can hang a row below it or move one away. Leaves are only counted, if that:
 * their parents' locks keep new ones away, and nothing is read below them.
 */
public final class Reach {
    private final Sql sql;
    private final Closure closure;
    private final ChunkSql texts;
    private final Sets sets;
    private final Levels levels;
    private final Bounds bounds;
    private final Map<TableName, Long> counts = new HashMap<>();
    private boolean part;
    private long left;

    /**
     * How far it reaches.
     *
     * @param leaves the tables whose rows are not locked
     * @param counted whether they are counted
     * @param rows how many rows may go
     */
    record Bounds(Set<TableName> leaves, boolean counted, long rows) {
        String limit(long beside) {
            return rows == Long.MAX_VALUE ? "" : " LIMIT " + (beside + 1);
        }
    }

    Reach(Sql sql, ChunkSql texts, Bounds bounds) {
        this(sql, texts, bounds, texts.levels());
    }

    private Reach(Sql sql, ChunkSql texts, Bounds bounds, Levels levels) {
        this.sql = sql;
        this.closure = texts.closure();
        this.texts = texts;
        this.sets = texts.sets();
        this.levels = levels;
        this.bounds = bounds;
        this.left = bounds.rows();
    }

    /** Walks without locks: what goes with the roots in hand; leaves are left out. */
    public static Counts dry(Sql sql, ChunkSql texts, Set<TableName> leaves, long roots) {
        return new Reach(sql, texts, new Bounds(leaves, false, Long.MAX_VALUE), texts.unlockedLevels())
                .from(texts.closure().root(), roots);
    }

    /** The same for rows of any table, beside which others of theirs may be reached. */
    Counts below(TableName table, long rows) {
        part = true;
        return from(table, rows);
    }

    /** How many rows of each table go with rows that are in hand, those included. */
    Counts from(TableName table, long rows) {
        return new Counts(counts, count(table, rows) && all());
    }

    /**
     * What is in hand.
     *
     * @param rows rows by table
     * @param within whether that is all, within the bounds
     */
    public record Counts(Map<TableName, Long> rows, boolean within) {
        /** Copies the rows. */
        public Counts {
            rows = Map.copyOf(rows);
        }

        /** How many of a table. */
        public long of(TableName table) {
            return rows.getOrDefault(table, 0L);
        }

        long total() {
            return rows.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private boolean all() {
        for (var group : closure.order().reversed()) {
            for (var relation : levels.outer(group)) {
                if (rows(relation.parent()) > 0 && !enter(relation)) {
                    return false;
                }
            }
            if (!around(group)) {
                return false;
            }
        }
        return true;
    }

    private boolean enter(Relation relation) {
        var child = relation.child();
        var parents = sets.locked(relation.parent());
        if (!bounds.leaves().contains(child)) {
            var fresh = part || texts.fresh(relation);
            return count(child, found(levels.level(relation, parents, fresh, bounds.limit(left))));
        }
        if (bounds.counted()) {
            left -= found(levels.count(relation, parents, bounds.limit(left)));
        }
        return left >= 0;
    }

    /** Within a group, and again, until nothing is found that came between reading and locking. */
    private boolean around(List<TableName> group) {
        if (levels.inner(group).isEmpty()) {
            return true;
        }
        while (true) {
            var hand = group.stream().mapToLong(this::rows).sum();
            if (hand == 0) {
                return true;
            }
            var found = sql.one(levels.circle(group, bounds.limit(hand + left)), row -> counts(row, group.size()));
            var within = true;
            for (var i = 0; i < group.size(); i++) {
                within &= count(group.get(i), found.get(i));
            }
            if (!within || found.stream().allMatch(n -> n == 0)) {
                return within;
            }
        }
    }

    private static List<Long> counts(Row row, int tables) throws SQLException {
        var counts = new ArrayList<Long>();
        for (var i = 0; i < tables; i++) {
            counts.add(row.number("n" + i));
        }
        return counts;
    }

    private long found(String text) {
        return sql.one(text, row -> row.number("n"));
    }

    private boolean count(TableName table, long more) {
        counts.merge(table, more, Long::sum);
        left -= more;
        return left >= 0;
    }

    private long rows(TableName table) {
        return counts.getOrDefault(table, 0L);
    }
}
