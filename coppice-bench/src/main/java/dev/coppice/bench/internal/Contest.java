package dev.coppice.bench.internal;

import dev.coppice.bench.BenchRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sides that do the same work in turn, each time on fresh rows. Whatever ran first is what the others are held to: each run,
 * timed or not, must end every item alike and leave the same rows. One thread.
 */
public final class Contest {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Arena arena;
    private final Scene scene;
    private final List<Contender> contenders;
    private final Check check = new Check();
    private final List<Effort> efforts = new ArrayList<>();

    /** A contest of {@code contenders}. */
    public Contest(Arena arena, Scene scene, List<? extends Contender> contenders) {
        this.arena = arena;
        this.scene = scene;
        this.contenders = List.copyOf(contenders);
    }

    /** Runs each side some times without a clock, until it is compiled. */
    public void warmUp(int times) throws SQLException {
        for (var time = 0; time < times; time++) {
            for (var contender : contenders) {
                run(contender, arena.direct());
            }
        }
    }

    /**
     * Compares the first side with each of the others over a link.
     *
     * @param what names the rows of the result, with the link and the other side
     * @param facts stand in each of these rows, before what is counted
     */
    public List<BenchRow> rows(Link link, String what, Map<String, Object> facts) throws SQLException {
        arena.tell(what + ", " + link.name());
        if (efforts.isEmpty()) {
            countEfforts();
        }
        var millis = millis(link);
        var rows = new ArrayList<BenchRow>();
        for (var other = 1; other < contenders.size(); other++) {
            var against = contenders.get(other).name();
            var all = new LinkedHashMap<>(facts);
            all.put("link", link.name());
            all.put("against", against);
            putCounted(all, efforts.getFirst(), efforts.get(other));
            rows.add(BenchRow.ofMillis(
                    what + ", " + link.name() + ", against " + against, millis.getFirst(), millis.get(other), all));
        }
        return rows;
    }

    private static void putCounted(Map<String, Object> facts, Effort ours, Effort baseline) {
        facts.put("statements", ours.statements());
        facts.put("baselineStatements", baseline.statements());
        ours.subtransactions().ifPresent(count -> facts.put("subtransactions", count));
        baseline.subtransactions().ifPresent(count -> facts.put("baselineSubtransactions", count));
    }

    private void countEfforts() throws SQLException {
        for (var contender : contenders) {
            scene.prepare();
            efforts.add(Effort.of(contender, arena, check));
        }
    }

    /** The median time of each side over a link, in their order, in milliseconds. Each round begins with another side. */
    private List<Double> millis(Link link) throws SQLException {
        var times =
                contenders.stream().map(contender -> new ArrayList<Double>()).toList();
        for (var round = 0; round < arena.rounds(); round++) {
            for (var turn = 0; turn < contenders.size(); turn++) {
                var place = (round + turn) % contenders.size();
                times.get(place).add(run(contenders.get(place), link));
            }
        }
        return times.stream().map(Contest::median).toList();
    }

    private double run(Contender contender, Link link) throws SQLException {
        scene.prepare();
        var source = link.kept().source();
        var begun = System.nanoTime();
        var endings = contender.run(source, () -> {});
        var took = System.nanoTime() - begun;
        check.that(contender, endings.get());
        return took / NANOS_PER_MILLI;
    }

    private static double median(List<Double> times) {
        var sorted = times.stream().sorted().toList();
        var middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Holds every run to the first one. */
    final class Check {
        private @Nullable List<Ending> expected;
        private String remains = "";

        void that(Contender contender, List<Ending> endings) throws SQLException {
            var left = scene.remains();
            if (expected == null) {
                expected = endings;
                remains = left;
                return;
            }
            if (endings.size() != expected.size()) {
                throw BenchFaults.differ(contender.name(), endings.size() + " items ended and not " + expected.size());
            }
            for (var ordinal = 0; ordinal < endings.size(); ordinal++) {
                if (endings.get(ordinal).contradicts(expected.get(ordinal))) {
                    throw BenchFaults.differ(
                            contender.name(),
                            "item " + ordinal + " ended as \""
                                    + endings.get(ordinal).kind() + "\" and as \""
                                    + expected.get(ordinal).kind() + "\"");
                }
            }
            if (!left.equals(remains)) {
                throw BenchFaults.differ(contender.name(), "the rows left are not the same");
            }
        }
    }
}
