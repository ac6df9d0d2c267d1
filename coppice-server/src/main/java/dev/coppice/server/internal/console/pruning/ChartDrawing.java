package dev.coppice.server.internal.console.pruning;

import dev.coppice.prune.CampaignHistory;
import dev.coppice.prune.CampaignHistory.Span;
import dev.coppice.server.internal.console.pruning.CampaignChart.Curve;
import dev.coppice.server.internal.console.pruning.CampaignChart.Rest;
import dev.coppice.server.internal.console.pruning.CampaignChart.Target;
import dev.coppice.server.internal.console.pruning.CampaignChart.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Draws the history of a campaign. Along the lower edge runs the time it worked; a rest takes the same room, however long it was. */
final class ChartDrawing {
    private static final int RESTS = 12;
    private static final int RATE_TOP = 26;
    private static final int RATE_BASE = 146;
    private static final int CHUNK_TOP = 186;
    private static final int CHUNK_BASE = 286;

    private final CampaignHistory history;
    private final Duration aim;
    private final List<CampaignHistory.Rest> rests;
    private final double worked;

    private ChartDrawing(CampaignHistory history, Duration aim) {
        this.history = history;
        this.aim = aim;
        this.rests = history.rests().stream()
                .sorted(Comparator.comparing(CampaignHistory.Rest::length).reversed())
                .limit(RESTS)
                .sorted(Comparator.comparing(CampaignHistory.Rest::from))
                .toList();
        this.worked = history.spans().isEmpty()
                ? 1
                : Math.max(1, history.spans().getLast().worked().toMillis());
    }

    /** The chart of a campaign that aims at chunks of this time; {@code why} tells why it rested. */
    static CampaignChart of(CampaignHistory history, Duration aim, Function<CampaignHistory.Rest, String> why) {
        return new ChartDrawing(history, aim).chart(why);
    }

    private CampaignChart chart(Function<CampaignHistory.Rest, String> why) {
        var rates = rates();
        var longest = history.spans().stream()
                .mapToDouble(span -> span.longest().toMillis())
                .max()
                .orElse(0);
        var mostRows =
                nice(rates.stream().mapToDouble(Double::doubleValue).max().orElse(0));
        var mostMillis = nice(Math.max(longest, aim.toMillis() * 1.2));
        ToDoubleFunction<Double> rateY = rate -> RATE_BASE - (RATE_BASE - RATE_TOP) * rate / mostRows;
        ToDoubleFunction<Double> chunkY = millis -> CHUNK_BASE - (CHUNK_BASE - CHUNK_TOP) * millis / mostMillis;
        return new CampaignChart(
                new Curve(
                        steps(rates, rateY),
                        area(rates, rateY, RATE_BASE),
                        ticks(mostRows, rateY, value -> Texts.grouped(Math.round(value))),
                        rateSays(rates)),
                new Curve(
                        steps(millis(Span::mean), chunkY),
                        area(millis(Span::longest), chunkY, CHUNK_BASE),
                        ticks(mostMillis, chunkY, value -> Texts.tick(Duration.ofMillis(Math.round(value)))),
                        chunkSays(longest)),
                new Target((int) chunkY.applyAsDouble((double) aim.toMillis()), Texts.span(aim)),
                rests(why),
                times());
    }

    private List<Double> rates() {
        var rates = new ArrayList<Double>();
        var before = Duration.ZERO;
        for (var span : history.spans()) {
            var millis = Math.max(1, span.worked().minus(before).toMillis());
            rates.add(span.rows() * 1000.0 / millis);
            before = span.worked();
        }
        return rates;
    }

    private List<Double> millis(Function<Span, Duration> time) {
        return history.spans().stream()
                .map(span -> (double) time.apply(span).toMillis())
                .toList();
    }

    /** A curve in steps, broken where it rested. */
    private String steps(List<Double> values, ToDoubleFunction<Double> height) {
        var path = new StringBuilder();
        var before = Duration.ZERO;
        for (var at = 0; at < values.size(); at++) {
            var to = history.spans().get(at).worked();
            path.append(at == 0 || restsBetween(before, to) ? "M" : "L")
                    .append(point(x(before, true), height.applyAsDouble(values.get(at))))
                    .append("L")
                    .append(point(x(to, false), height.applyAsDouble(values.get(at))));
            before = to;
        }
        return path.toString();
    }

    private String area(List<Double> values, ToDoubleFunction<Double> height, int base) {
        var path = new StringBuilder();
        var before = Duration.ZERO;
        for (var at = 0; at < values.size(); at++) {
            var to = history.spans().get(at).worked();
            path.append(String.format(
                    Locale.ROOT,
                    "M%.1f %dV%.1fH%.1fV%dz",
                    x(before, true),
                    base,
                    height.applyAsDouble(values.get(at)),
                    x(to, false),
                    base));
            before = to;
        }
        return path.toString();
    }

    private static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f %.1f", x, y);
    }

    private boolean restsBetween(Duration from, Duration to) {
        return rests.stream()
                .anyMatch(rest ->
                        rest.worked().compareTo(from) >= 0 && rest.worked().compareTo(to) < 0);
    }

    /** Where a time lies; on the right of a rest that began just then when {@code after}. */
    private double x(Duration at, boolean after) {
        var room = CampaignChart.WIDTH - CampaignChart.LEFT - CampaignChart.RIGHT - rests.size() * CampaignChart.REST;
        var passed = rests.stream()
                .filter(rest -> rest.worked().compareTo(at) < (after ? 1 : 0))
                .count();
        return CampaignChart.LEFT + room * at.toMillis() / worked + passed * CampaignChart.REST;
    }

    private List<Rest> rests(Function<CampaignHistory.Rest, String> why) {
        return IntStream.range(0, rests.size())
                .mapToObj(at -> {
                    var rest = rests.get(at);
                    return new Rest(
                            (int) x(rest.worked(), false),
                            at + 1,
                            Texts.time(rest.from()),
                            Texts.span(rest.length()),
                            why.apply(rest));
                })
                .toList();
    }

    private List<Tick> times() {
        return IntStream.rangeClosed(0, 4)
                .mapToObj(part -> Duration.ofMillis((long) (worked * part / 4)))
                .map(time -> new Tick((int) x(time, false), Texts.tick(time)))
                .toList();
    }

    private static List<Tick> ticks(double most, ToDoubleFunction<Double> height, Function<Double, String> text) {
        return List.of(0.0, most / 2, most).stream()
                .map(value -> new Tick((int) Math.round(height.applyAsDouble(value)), text.apply(value)))
                .toList();
    }

    /** The next of 1, 2, 5, 10, 20 … */
    private static double nice(double most) {
        var power = Math.pow(10, Math.floor(Math.log10(Math.max(1, most))));
        return List.of(1, 2, 5, 10).stream()
                .map(step -> step * power)
                .filter(value -> value >= most)
                .findFirst()
                .orElse(10 * power);
    }

    private String rateSays(List<Double> rates) {
        if (rates.isEmpty()) {
            return "No chunk has been committed yet.";
        }
        var rows = history.spans().stream().mapToLong(Span::rows).sum();
        return Texts.grouped(Math.round(rows * 1000 / worked)) + " rows a second on average, "
                + Texts.grouped(Math.round(rates.getLast())) + " at last.";
    }

    private String chunkSays(double longest) {
        return "Chunks aim at " + Texts.span(aim) + "; the longest took "
                + Texts.span(Duration.ofMillis((long) longest)) + ".";
    }
}
