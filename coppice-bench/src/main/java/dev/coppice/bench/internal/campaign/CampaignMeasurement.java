package dev.coppice.bench.internal.campaign;

import dev.coppice.bench.BenchRow;
import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.Measurement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A campaign against one delete by hand, and against other tools. */
public record CampaignMeasurement() implements Measurement {
    private static final int LARGEST_WARM_UP = 20_000;
    private static final Duration SHORT = Duration.ofMillis(250);
    private static final Duration LONG = Duration.ofSeconds(1);
    private static final OurCampaign USUAL = OurCampaign.usual(SHORT, false);
    private static final List<OurCampaign> OURS = List.of(
            USUAL, OurCampaign.usual(LONG, false), OurCampaign.usual(SHORT, true), OurCampaign.usual(LONG, true));
    private static final List<Side> OTHERS = List.of(USUAL.unbraked(), new IdListLoop(30_000));

    @Override
    public String name() {
        return "prune";
    }

    @Override
    public String question() {
        return "Prune sessions with their children and grants: campaigns with and without archive against one delete by "
                + "hand, against one without brakes, and against a loop of id lists.";
    }

    @Override
    public String makes() {
        return Stage.MAKES;
    }

    @Override
    public List<BenchRow> rows(Arena arena) throws SQLException {
        var sizes = arena.sizes(1_000_000);
        warmUp(arena, Math.min(sizes.getFirst(), LARGEST_WARM_UP));
        var rows = new ArrayList<BenchRow>();
        for (var size : sizes) {
            var able = peers().filter(peer -> peer.tool().most() >= size);
            rows.addAll(
                    rows(arena, size, OURS, Stream.concat(OTHERS.stream(), able).toList()));
            for (var peer : peers().filter(slow -> slow.tool().most() < size).toList()) {
                rows.addAll(rows(arena, peer.tool().most(), List.of(USUAL), List.of(peer)));
            }
        }
        return rows;
    }

    private static Stream<Peer> peers() {
        return Peer.all().sorted(Comparator.comparing(Peer::title));
    }

    private static void warmUp(Arena arena, int size) throws SQLException {
        try (var stage = Stage.of(arena, size)) {
            var runs = new Runs(arena, stage);
            Stream<Side> warm =
                    Stream.of(OURS.stream(), OTHERS.stream(), peers()).flatMap(sides -> sides);
            for (var side : warm.toList()) {
                arena.tell("warming up: " + side.title());
                runs.run(side);
            }
        }
    }

    private static List<BenchRow> rows(Arena arena, int size, List<OurCampaign> ours, List<? extends Side> others)
            throws SQLException {
        try (var stage = Stage.of(arena, size)) {
            var runs = new Runs(arena, stage);
            var sides = new ArrayList<Side>(ours);
            sides.add(fastest(arena, runs));
            sides.addAll(others);
            var results = runs.rounds(sides);
            var byHand = results.get(ours.size());
            var usual = results.getFirst();
            return Stream.concat(
                            results.stream().limit(ours.size()).map(our -> row(size, our, byHand)),
                            results.stream().skip(ours.size() + 1L).map(other -> row(size, usual, other)))
                    .toList();
        }
    }

    /** The form of the delete by hand that is fastest on these rows. */
    private static Side fastest(Arena arena, Runs runs) throws SQLException {
        var took = new LinkedHashMap<Side, Duration>();
        for (var form : OneTransaction.values()) {
            arena.tell("heat: " + form.title());
            took.put(form, runs.run(form).took());
        }
        return Collections.min(took.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    private static BenchRow row(int size, Result ours, Result other) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("items", size);
        facts.put("against", other.title());
        facts.putAll(Result.facts(ours, other));
        return new BenchRow(
                size + " sessions, " + ours.title() + ", against " + other.title(),
                ours.rowsPerSecond(),
                other.rowsPerSecond(),
                "rows/s",
                ours.rowsPerSecond() / other.rowsPerSecond(),
                facts);
    }
}
