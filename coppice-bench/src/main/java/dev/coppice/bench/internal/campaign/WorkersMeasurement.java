package dev.coppice.bench.internal.campaign;

import dev.coppice.bench.BenchRow;
import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.Measurement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/** Campaigns of several workers against one of a single worker. */
public record WorkersMeasurement() implements Measurement {
    private static final int LARGEST_WARM_UP = 20_000;
    private static final OurCampaign ALONE = OurCampaign.usual(Duration.ofMillis(250), false);
    private static final List<OurCampaign> CREWS = List.of(ALONE.workers(2), ALONE.workers(4));

    @Override
    public String name() {
        return "prune-workers";
    }

    @Override
    public String question() {
        return "Campaigns of two and of four workers against one of a single worker.";
    }

    @Override
    public String makes() {
        return Stage.MAKES;
    }

    @Override
    public List<BenchRow> rows(Arena arena) throws SQLException {
        var sizes = arena.sizes(1_000_000);
        try (var stage = Stage.of(arena, Math.min(sizes.getFirst(), LARGEST_WARM_UP))) {
            arena.tell("warming up");
            new Runs(arena, stage).run(CREWS.getFirst());
        }
        var rows = new ArrayList<BenchRow>();
        for (var size : sizes) {
            rows.addAll(rows(arena, size));
        }
        return rows;
    }

    private static List<BenchRow> rows(Arena arena, int size) throws SQLException {
        try (var stage = Stage.of(arena, size)) {
            var sides = Stream.concat(Stream.of(ALONE), CREWS.stream()).toList();
            var results = new Runs(arena, stage).rounds(sides);
            return results.stream()
                    .skip(1)
                    .map(crew -> row(size, crew, results.getFirst()))
                    .toList();
        }
    }

    private static BenchRow row(int size, Result crew, Result alone) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("items", size);
        facts.putAll(Result.facts(crew, alone));
        return new BenchRow(
                size + " sessions, " + crew.title() + ", against one",
                crew.rowsPerSecond(),
                alone.rowsPerSecond(),
                "rows/s",
                crew.rowsPerSecond() / alone.rowsPerSecond(),
                facts);
    }
}
