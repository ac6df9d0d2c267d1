package dev.coppice.bench.internal.restore;

import dev.coppice.bench.BenchRow;
import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.Measurement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/** Rows that come back from the backup of a resource, and what it costs to compare them all with what was saved. */
public record RestoreMeasurement() implements Measurement {
    private static final int USUAL = 200_000;
    private static final double NANOS = 1e9;

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String question() {
        return "Restore the rows of a resource from its backup: the rate with all of them compared, against the same run "
                + "without the time that took.";
    }

    @Override
    public String makes() {
        return Workshop.MAKES;
    }

    @Override
    public List<BenchRow> rows(Arena arena) throws SQLException {
        var rows = new ArrayList<BenchRow>();
        for (var size : arena.sizes(USUAL)) {
            var runs = new ArrayList<Workshop.Run>();
            for (var round = 0; round < arena.rounds(); round++) {
                arena.tell(size + " items, round " + (round + 1) + " of " + arena.rounds());
                runs.add(Workshop.run(arena, size));
            }
            runs.sort(Comparator.comparing(Workshop.Run::took));
            rows.add(row(size, runs.get((runs.size() - 1) / 2)));
        }
        return rows;
    }

    private static BenchRow row(int size, Workshop.Run run) {
        var restored = 2L * size;
        var whole = restored * NANOS / run.took().toNanos();
        var without = restored * NANOS / run.took().minus(run.comparing()).toNanos();
        var facts = new LinkedHashMap<String, Object>();
        facts.put("items", size);
        facts.put("rowsRestored", restored);
        facts.put("tookMillis", run.took().toMillis());
        facts.put("comparingMillis", run.comparing().toMillis());
        return new BenchRow(
                restored + " rows restored, compared, against not compared",
                whole,
                without,
                "rows/s",
                whole / without,
                facts);
    }
}
