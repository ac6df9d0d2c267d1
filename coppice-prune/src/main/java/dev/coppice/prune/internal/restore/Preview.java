package dev.coppice.prune.internal.restore;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.control.TableName;
import dev.coppice.prune.RestoreConflict;
import dev.coppice.prune.RestoreOptions;
import dev.coppice.prune.RestorePreview;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.restore.Outcome.Counts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Says what a restore would do, in one transaction that reads. Archived rows are shown to the server in batches. */
public final class Preview {
    // language=SQL
    private static final String TRIGGERS = """
            SELECT t.tgname
            FROM pg_catalog.pg_trigger AS t
            WHERE t.tgrelid = ?::regclass AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgtype & 4 > 0
            ORDER BY t.tgname COLLATE "C"
            """;

    // language=SQL
    private static final String REACHED = """
            SELECT min(c.chunk) AS chunk
            FROM coppice.restore AS r
            JOIN coppice.restore_chunk AS c ON c.restore_id = r.id
            WHERE r.request = ? AND r.ended_at IS NULL
            """;

    private final Sql sql;
    private final ArchiveReader archive;
    private final Selection selection;
    private final Targets targets;
    private final Map<List<Object>, Long> conflicts = new HashMap<>();
    private final Map<TableName, Counts> tables = new HashMap<>();

    private Preview(Sql sql, ArchiveReader archive, Selection selection, Targets targets) {
        this.sql = sql;
        this.archive = archive;
        this.selection = selection;
        this.targets = targets;
    }

    /** What would be done. */
    public static RestorePreview of(DataSource target, ArchiveReader archive, RestoreOptions options) {
        var selection = Selection.of(archive.manifest(), archive.location(), options);
        return ReadOnly.run(target, sql -> new Preview(sql, archive, selection, Checks.pass(sql, selection)).run());
    }

    private RestorePreview run() {
        sql.execute("SET LOCAL statement_timeout = 0");
        Fates.setKey(sql, selection.options());
        var chunks = open();
        for (var chunk : chunks) {
            chunk.rows().forEach(this::look);
        }
        var there =
                targets.tables().values().stream().filter(TargetTable::there).toList();
        return new RestorePreview(
                Execution.positive(tables, Counts::restored),
                Execution.positive(tables, Counts::skipped),
                conflicts(),
                chunks.size(),
                names(targets.tables().values().stream()
                        .filter(table -> !table.there())
                        .toList()),
                there.stream()
                        .flatMap(table -> triggers(table).stream())
                        .sorted()
                        .toList(),
                Overlap.warnings(sql, targets),
                names(there.stream().filter(table -> table.rules().isEmpty()).toList()));
    }

    /** The chunks that an unfinished restore of the same has not put back yet. */
    private List<ArchivedChunk> open() {
        var reached = Checks.recorded(sql)
                ? sql.list(REACHED, row -> row.maybe("chunk").map(Long::valueOf), selection.request())
                        .getFirst()
                : Optional.<Long>empty();
        return selection.chunks().stream()
                .filter(chunk -> reached.isEmpty() || chunk.number() < reached.get())
                .toList();
    }

    private static List<TableName> names(List<TargetTable> tables) {
        return tables.stream()
                .map(TargetTable::name)
                .sorted(Comparator.comparing(TableName::toString))
                .toList();
    }

    private List<String> triggers(TargetTable table) {
        return sql.list(TRIGGERS, row -> table.name() + " " + row.text("tgname"), Names.quoted(table.name()));
    }

    private void look(Piece piece) {
        var table = targets.of(piece.segment().content().table());
        var fates = new Fates(table, selection.options());
        if (fates.trivial()) {
            count(table, fates, Map.of(Fates.INSERTED, piece.frame().rows()));
            return;
        }
        var batch = new Batch(table, piece.segment().content());
        try (var rows = archive.rows(piece.segment(), piece.frame())) {
            while (rows.hasNext()) {
                batch.add(rows.next());
                if (batch.full()) {
                    count(table, fates, batch.ask(sql, fates));
                }
            }
        }
        count(table, fates, batch.ask(sql, fates));
    }

    private void count(TargetTable table, Fates fates, Map<Integer, Long> counts) {
        counts.forEach((fate, rows) -> {
            var goes = fate == Fates.INSERTED || fate == Fates.REPLACED;
            tables.merge(table.name(), new Counts(goes ? rows : 0, 0, goes ? 0 : rows), Counts::plus);
            if (fate == Fates.REPLACED || fate > 0) {
                conflicts.merge(List.of(table.name(), fates.constraint(fate)), rows, Long::sum);
            }
        });
    }

    private List<RestoreConflict> conflicts() {
        var list = new ArrayList<RestoreConflict>();
        conflicts.forEach(
                (what, rows) -> list.add(new RestoreConflict((TableName) what.get(0), (String) what.get(1), rows)));
        list.sort(Comparator.comparing(RestoreConflict::toString));
        return list;
    }
}
