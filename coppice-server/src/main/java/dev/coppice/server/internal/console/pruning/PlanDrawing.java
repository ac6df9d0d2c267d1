package dev.coppice.server.internal.console.pruning;

import dev.coppice.control.TableName;
import dev.coppice.prune.Finding;
import dev.coppice.prune.PrunePlan;
import dev.coppice.prune.PrunePlan.Change;
import dev.coppice.prune.PrunePlan.Path;
import dev.coppice.prune.Severity;
import dev.coppice.server.internal.console.pruning.Layering.Arrow;
import dev.coppice.server.internal.console.pruning.PlanPicture.Box;
import dev.coppice.server.internal.console.pruning.PlanPicture.Line;
import dev.coppice.server.internal.console.pruning.PlanPicture.Said;
import dev.coppice.server.internal.console.pruning.PlanPicture.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Draws the closure of a plan. For one thread. */
final class PlanDrawing {
    private static final int WIDE = 212;
    private static final int GUTTER = 196;
    private static final int MARGIN = 14;
    private static final int GAP = 22;
    private static final int NAME = 21;
    private static final int WORD_LINE = 18;
    private static final int BELOW = 9;
    private static final int BEND = 24;
    private static final int PORT = 34;
    private static final int CURVE = 34;
    private static final int NAME_LETTERS = 26;
    private static final int WORD_LETTERS = 31;
    private static final int LABEL_LETTERS = 24;

    private final PrunePlan plan;
    private final List<PictureTable> tables;
    private final List<Way> ways;
    private final List<List<Said>> said;
    private final Layering layering;
    private final int[] heights;
    private final int[] tops;
    private final int[] columns;
    private final List<Line> lines = new ArrayList<>();
    private final List<Words> words = new ArrayList<>();

    /** A way from one table to another, by their numbers; {@code back} when it leads against the layers. */
    private record Way(int from, int to, Path path, boolean stays) {
        boolean back() {
            return from >= to;
        }
    }

    private PlanDrawing(PrunePlan plan, boolean archived) {
        this.plan = plan;
        this.tables = PictureTable.of(plan);
        this.ways = ways(plan);
        this.said = IntStream.range(0, tables.size())
                .mapToObj(table -> said(table, archived))
                .toList();
        this.layering = Layering.of(
                tables.size(),
                forward().stream().map(way -> new Arrow(way.from(), way.to())).toList());
        this.heights = heights();
        this.tops = Placing.tops(layering, heights, GAP);
        this.columns = columns();
    }

    /** The picture of a plan. */
    static PlanPicture of(PrunePlan plan, boolean archived) {
        return new PlanDrawing(plan, archived).picture();
    }

    private List<Way> ways(PrunePlan of) {
        var names = tables.stream().map(PictureTable::table).toList();
        return of.tables().stream()
                .flatMap(table -> table.paths().stream()
                        .filter(path -> names.contains(path.parent()))
                        .map(path -> new Way(
                                names.indexOf(path.parent()),
                                names.indexOf(table.table()),
                                path,
                                table.change() == Change.EDITED)))
                .toList();
    }

    private List<Way> forward() {
        return ways.stream().filter(way -> !way.back()).toList();
    }

    /** What leads backward is told in words too: a line alone would be hard to follow. */
    private List<Said> said(int table, boolean archived) {
        var lines = new ArrayList<>(tables.get(table).said(archived));
        ways.stream().filter(way -> way.back() && way.to() == table).forEach(way -> {
            var from = way.from() == table
                    ? "itself"
                    : tables.get(way.from()).table().toString();
            var columns = String.join(", ", way.path().columns());
            lines.add(new Said(
                    "↺ names " + from + " by " + columns,
                    tables.get(table).table() + " (" + columns + ") names " + from + ": "
                            + rule(way.path().rule()),
                    "info"));
        });
        return lines;
    }

    private int[] heights() {
        var all = new int[layering.vertices()];
        for (var vertex = 0; vertex < all.length; vertex++) {
            var table = vertex;
            all[vertex] = vertex >= tables.size()
                    ? BEND
                    : Math.max(
                            NAME + said.get(vertex).size() * WORD_LINE + BELOW,
                            PORT
                                    * (int) forward().stream()
                                            .filter(way -> way.to() == table)
                                            .count());
        }
        return all;
    }

    private int[] columns() {
        var all = new int[layering.vertices()];
        for (var layer = 0; layer < layering.layers().size(); layer++) {
            for (var vertex : layering.layers().get(layer)) {
                all[vertex] = MARGIN + layer * (WIDE + GUTTER);
            }
        }
        return all;
    }

    private PlanPicture picture() {
        var boxes = IntStream.range(0, tables.size()).mapToObj(this::box).toList();
        drawForward();
        ways.stream().filter(way -> way.back() && way.from() != way.to()).forEach(this::drawBack);
        var bottom =
                boxes.stream().mapToInt(box -> box.y() + box.height()).max().orElse(0);
        var arcs = ways.stream().anyMatch(way -> way.back() && way.from() != way.to()) ? PORT : 0;
        return new PlanPicture(
                layering.layers().size() * (WIDE + GUTTER) - GUTTER + 2 * MARGIN,
                bottom + MARGIN + arcs,
                boxes,
                lines,
                words);
    }

    private Box box(int table) {
        var drawn = tables.get(table);
        var name = drawn.table().toString();
        var x = columns[table] + 12;
        var y = top(table) + NAME;
        words.add(Words.of(x, y, new Said(name, name, "name"), NAME_LETTERS));
        for (var line : said.get(table)) {
            y += WORD_LINE;
            words.add(Words.of(x, y, line, WORD_LETTERS));
        }
        return new Box(columns[table], top(table), WIDE, heights[table], drawn.tone(), name);
    }

    private int top(int vertex) {
        return MARGIN + tops[vertex];
    }

    private int middle(int vertex) {
        return top(vertex) + heights[vertex] / 2;
    }

    private void drawForward() {
        var drawn = forward();
        for (var at = 0; at < drawn.size(); at++) {
            var way = drawn.get(at);
            var route = layering.routes().get(at);
            var path = new StringBuilder();
            var x = columns[way.from()] + WIDE;
            var y = port(at, drawn, true);
            path.append("M").append(x).append(' ').append(y);
            for (var step = 1; step < route.size() - 1; step++) {
                var bend = route.get(step);
                curve(path, x, y, columns[bend], middle(bend));
                x = columns[bend] + WIDE;
                y = middle(bend);
                path.append(" H").append(x);
            }
            var end = port(at, drawn, false);
            curve(path, x, y, x + CURVE, end);
            var left = columns[way.to()];
            lines.add(new Line(path.append(" H").append(left - 6).toString(), way.stays() ? "stays" : "goes"));
            lines.add(new Line("M" + left + " " + end + " l-8 -4 v8 z", "head"));
            label(way, left - 12, end);
        }
    }

    private static void curve(StringBuilder path, int x, int y, int toX, int toY) {
        var middle = (x + toX) / 2;
        path.append(" C")
                .append(middle)
                .append(' ')
                .append(y)
                .append(' ')
                .append(middle)
                .append(' ')
                .append(toY);
        path.append(' ').append(toX).append(' ').append(toY);
    }

    /** Where a way leaves or enters its box: those of one box spread over its side, in the order of where they come from. */
    private int port(int at, List<Way> drawn, boolean leaving) {
        var box = leaving ? drawn.get(at).from() : drawn.get(at).to();
        var order = IntStream.range(0, drawn.size())
                .filter(other ->
                        (leaving ? drawn.get(other).from() : drawn.get(other).to()) == box)
                .boxed()
                .sorted(Comparator.comparingInt((Integer other) -> middle(neighbour(other, leaving)))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        var step = heights[box] / (order.size() + 1.0);
        return top(box) + (int) Math.round(step * (order.indexOf(at) + 1));
    }

    private int neighbour(int at, boolean leaving) {
        var route = layering.routes().get(at);
        return leaving ? route.get(1) : route.get(route.size() - 2);
    }

    private void drawBack(Way way) {
        var x = columns[way.from()] + WIDE / 2;
        var y = top(way.from()) + heights[way.from()];
        var toX = columns[way.to()] + WIDE / 2 + 20;
        var toY = top(way.to()) + heights[way.to()];
        var deep = Math.max(y, toY) + PORT;
        lines.add(new Line(
                "M" + x + " " + y + " C" + x + " " + deep + " " + toX + " " + deep + " " + toX + " " + (toY + 6),
                "back"));
        lines.add(new Line("M" + toX + " " + toY + " l-4 8 h8 z", "head"));
    }

    private void label(Way way, int right, int y) {
        var columnNames = String.join(", ", way.path().columns());
        var child = tables.get(way.to()).table();
        var rule = rule(way.path().rule());
        var full =
                child + " (" + columnNames + ") names " + tables.get(way.from()).table() + ": " + rule;
        words.add(Words.of(right, y - 5, new Said(rule + " · " + columnNames, full, "label"), LABEL_LETTERS));
        finding(child, columnNames)
                .ifPresent(finding -> words.add(Words.of(
                        right,
                        y + 14,
                        new Said(index(finding), finding.message(), "label " + finding.severity()),
                        LABEL_LETTERS + 2)));
    }

    private Optional<Finding> finding(TableName child, String columnNames) {
        var subject = child + " (" + columnNames + ")";
        return plan.findings().stream()
                .filter(finding -> finding.subject().equals(subject) && finding.severity() != Severity.INFO)
                .findFirst();
    }

    private static String index(Finding finding) {
        return Texts.mark(finding.severity()) + " "
                + (finding.check().equals("foreign-key-index")
                        ? "index"
                        : finding.check().replace('-', ' '));
    }

    /** What a rule does, in words. */
    static String rule(String rule) {
        return switch (rule) {
            case "no action", "restrict" -> "goes first";
            case "set null" -> "set to null";
            case "set default" -> "set to default";
            default -> rule;
        };
    }
}
