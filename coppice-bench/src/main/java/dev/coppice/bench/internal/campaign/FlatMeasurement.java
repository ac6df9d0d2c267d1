package dev.coppice.bench.internal.campaign;

import dev.coppice.bench.BenchRow;
import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.Measurement;
import dev.coppice.prune.BrakeTime;
import dev.coppice.prune.BrakesConfig;
import dev.coppice.prune.CampaignListener;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A campaign on a large table against one on a small table, both while a snapshot is held open. */
public record FlatMeasurement() implements Measurement {
    private static final double MEBI = 1024 * 1024;
    private static final int TENTH = 10;
    private static final Duration CHUNK_TIME = Duration.ofMillis(250);

    /** All but the one that would slow the campaign for the snapshot that is held on purpose. */
    private static final BrakesConfig BRAKES = BrakesConfig.DEFAULT.oldestSnapshot(BrakeTime.OFF);

    @Override
    public String name() {
        return "prune-flat";
    }

    @Override
    public String question() {
        return "Campaigns while a snapshot is held open, on a large table against a small one: rate, and heap that is "
                + "alive.";
    }

    @Override
    public String makes() {
        return Stage.MAKES;
    }

    @Override
    public List<BenchRow> rows(Arena arena) throws SQLException {
        var sizes = arena.sizes(100_000, 1_000_000);
        var smallest = sizes.size() > 1 ? sizes.getFirst() : Math.max(1, sizes.getFirst() / TENTH);
        var small = measured(arena, smallest);
        var rows = new ArrayList<BenchRow>();
        for (var size : sizes.subList(sizes.size() > 1 ? 1 : 0, sizes.size())) {
            rows.addAll(against(small, smallest, measured(arena, size), size));
        }
        return rows;
    }

    private static List<BenchRow> against(Measured small, int smallest, Measured large, int size) {
        var what = size + " sessions, against " + smallest + ", ";
        var rate = large.run().rowsPerSecond();
        var baseline = small.run().rowsPerSecond();
        var facts = new LinkedHashMap<String, Object>(Map.of("items", size));
        facts.putAll(Result.facts(large.run(), small.run()));
        return List.of(
                new BenchRow(what + "rate", rate, baseline, "rows/s", rate / baseline, facts),
                new BenchRow(
                        what + "live heap",
                        large.heapBytes() / MEBI,
                        small.heapBytes() / MEBI,
                        "MiB",
                        (double) small.heapBytes() / large.heapBytes(),
                        Map.of("items", size)));
    }

    /** The run that is watched for its heap comes first, and so warms up the others. */
    private static Measured measured(Arena arena, int size) throws SQLException {
        try (var stage = Stage.of(arena, size)) {
            var runs = new Runs(arena, stage);
            var heap = new LiveHeap(size);
            arena.tell("watching the heap");
            runs.run(under(heap));
            var side = under(CampaignListener.NONE);
            return new Measured(runs.rounds(List.of(side)).getFirst(), heap.mostBytes());
        }
    }

    private static Side under(CampaignListener listener) {
        return new UnderSnapshot(new OurCampaign(CHUNK_TIME, false, BRAKES, listener));
    }

    private record Measured(Result run, long heapBytes) {}
}
