package dev.coppice.bench.internal.campaign;

import dev.coppice.bench.BenchRow;
import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.Measurement;
import dev.coppice.prune.BrakesConfig;
import dev.coppice.prune.CampaignListener;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What others notice of a prune: with brakes, without, and of one delete by hand, against nothing at all. */
public record ForegroundMeasurement() implements Measurement {
    private static final int LARGEST_WARM_UP = 5_000;
    private static final Duration CHUNK_TIME = Duration.ofMillis(250);
    private static final Duration BRAKED_CHUNK_TIME = Duration.ofMillis(50);
    private static final long SESSIONS_PER_SECOND = 10_000;
    private static final Duration SHORTEST_IDLE = Duration.ofMillis(500);

    /** A probe that takes so many times what nearly all transactions take without a prune says that others are in need. */
    private static final double IN_NEED = 3;

    private static final Duration SHORTEST_PROBE = Duration.ofMillis(5);
    private static final Duration LONGEST_PROBE = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "prune-foreground";
    }

    @Override
    public String question() {
        return "What short transactions at a fixed rate take beside a campaign with brakes, one without, and one delete by "
                + "hand, against nothing running.";
    }

    @Override
    public String makes() {
        return Stage.MAKES;
    }

    @Override
    public List<BenchRow> rows(Arena arena) throws SQLException {
        var rows = new ArrayList<BenchRow>();
        for (var size : arena.sizes(200_000)) {
            try (var stage = Stage.of(arena, Math.min(size, LARGEST_WARM_UP))) {
                arena.tell("warming up");
                Beside.once(stage, braked(LONGEST_PROBE));
            }
            try (var stage = Stage.of(arena, size)) {
                rows.addAll(rows(arena, stage, size));
            }
        }
        return rows;
    }

    private static List<BenchRow> rows(Arena arena, Stage stage, int size) throws SQLException {
        var nothing = new Idle(longer(SHORTEST_IDLE, Duration.ofMillis(size * 1000L / SESSIONS_PER_SECOND)));
        arena.tell("nothing, to know how long a probe may take");
        var usual = Beside.once(stage, nothing).others();
        var sides = List.of(
                nothing,
                braked(probeTime(usual)),
                OurCampaign.usual(CHUNK_TIME, false).unbraked(),
                OneTransaction.SUBQUERIES);
        var runs = sides.stream().map(side -> new ArrayList<Beside>()).toList();
        for (var round = 0; round < arena.rounds(); round++) {
            for (var turn = 0; turn < sides.size(); turn++) {
                var place = (round + turn) % sides.size();
                arena.tell("round " + (round + 1) + " of " + arena.rounds() + ": "
                        + sides.get(place).title());
                runs.get(place).add(Beside.once(stage, sides.get(place)));
            }
        }
        return rows(size, runs.stream().map(Beside::sum).toList());
    }

    private static List<BenchRow> rows(int size, List<Beside> sides) {
        var idle = sides.getFirst();
        var braked = sides.get(1);
        var unbraked = sides.get(2);
        var rows = new ArrayList<>(IntStream.range(1, sides.size())
                .mapToObj(side -> noticed(size, sides.get(side), idle))
                .toList());
        rows.add(new BenchRow(
                size + " sessions, " + braked.title() + ", against " + unbraked.title(),
                braked.rowsPerSecond(),
                unbraked.rowsPerSecond(),
                "rows/s",
                braked.rowsPerSecond() / unbraked.rowsPerSecond(),
                Map.of("items", size)));
        return rows;
    }

    private static BenchRow noticed(int size, Beside side, Beside idle) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("items", size);
        facts.put("rowsPerSecond", Math.round(side.rowsPerSecond()));
        facts.putAll(side.others().facts("others"));
        facts.putAll(idle.others().facts("idle"));
        return BenchRow.ofMillis(
                size + " sessions, p99 of others beside " + side.title() + ", against " + idle.title(),
                side.others().p99Millis(),
                idle.others().p99Millis(),
                facts);
    }

    private static OurCampaign braked(Duration probeTime) {
        return new OurCampaign(
                BRAKED_CHUNK_TIME,
                false,
                BrakesConfig.DEFAULT.probe(ForegroundClient.PROBE, probeTime),
                CampaignListener.NONE);
    }

    private static Duration probeTime(Latencies usual) {
        var time = longer(SHORTEST_PROBE, Duration.ofMillis(Math.round(usual.p99Millis() * IN_NEED)));
        return time.compareTo(LONGEST_PROBE) > 0 ? LONGEST_PROBE : time;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
