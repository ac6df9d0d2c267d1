package dev.coppice.prune.internal.restore;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.OnConflict;
import dev.coppice.prune.RestoreOptions;
import dev.coppice.prune.internal.read.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Puts the rows of one chunk back, in the caller's transaction. All frames are loaded and found whole before the first row is
 * written; parents go before children, tables that need each other in one statement, edits last. What is checked later is
 * checked before this returns.
 */
final class ChunkRestore {
    private final ArchiveReader archive;
    private final RestoreOptions options;
    private final Targets targets;
    private final PausePoint pausePoint;

    ChunkRestore(Job job) {
        this.archive = job.archive();
        this.options = job.selection().options();
        this.targets = job.targets();
        this.pausePoint = job.hooks().pausePoint();
    }

    Outcome run(Connection connection, ArchivedChunk chunk) throws SQLException {
        var sql = new Sql(connection);
        var outcome = new Outcome();
        Fates.setKey(sql, options);
        var rows = load(connection, chunk);
        var edits = Edits.load(connection, archive, targets, options, chunk.edits());
        pausePoint.reached("restore.staged");
        for (var staged : rows.values()) {
            decide(sql, staged, outcome);
        }
        stopAtConflict(outcome);
        for (var group : targets.order()) {
            var present =
                    group.stream().filter(rows::containsKey).map(rows::get).toList();
            if (!present.isEmpty()) {
                new Insertion(sql, present, options.onConflict() == OnConflict.REPLACE).run(outcome);
            }
        }
        pausePoint.reached("restore.inserted");
        for (var edit : edits) {
            edit.run(sql, outcome);
        }
        stopAtConflict(outcome);
        sql.execute("SET CONSTRAINTS ALL IMMEDIATE");
        return outcome;
    }

    private Map<TargetTable, Staged> load(Connection connection, ArchivedChunk chunk) throws SQLException {
        var byTable = chunk.rows().stream()
                .collect(groupingBy(
                        piece -> targets.of(piece.segment().content().table()), LinkedHashMap::new, toList()));
        var staged = new LinkedHashMap<TargetTable, Staged>();
        for (var table : byTable.entrySet()) {
            staged.put(
                    table.getKey(),
                    new Staged(
                                    table.getKey(),
                                    "coppice_rows_" + staged.size(),
                                    table.getKey().staged())
                            .load(connection, archive, table.getValue()));
        }
        return staged;
    }

    private void decide(Sql sql, Staged staged, Outcome outcome) {
        var fates = new Fates(staged.table(), options);
        if (!fates.trivial()) {
            tell(staged.table(), fates, staged.decide(sql, fates.query(staged.from(), "ctid")), outcome);
        }
    }

    /** Counts what does not simply go in. */
    static void tell(TargetTable table, Fates fates, Map<Integer, Long> counts, Outcome outcome) {
        counts.forEach((fate, rows) -> {
            if (fate == Fates.UNWANTED) {
                outcome.skipped(table.name(), rows);
            } else if (fate == Fates.REPLACED) {
                outcome.met(table.name(), fates.constraint(fate), rows);
            } else if (fate > 0) {
                outcome.left(table.name(), fates.constraint(fate), rows);
            }
        });
    }

    private void stopAtConflict(Outcome outcome) {
        if (options.onConflict() != OnConflict.SKIP && !outcome.unmet().isEmpty()) {
            throw new InTheWay(outcome.unmet());
        }
    }
}
