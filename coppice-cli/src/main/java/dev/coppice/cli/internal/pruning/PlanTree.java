package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.Look;
import dev.coppice.prune.PrunePlan.Change;
import dev.coppice.server.document.PlanDocument;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The tables of a plan as a tree: the policy's own on top, each other below the nearest table it is reached from, with what
 * happens to its rows. A table that is reached in several ways stands once, with the other ways named. For one thread.
 */
final class PlanTree {
    private static final int GAP = 2;
    private static final int NARROW = 72;
    private static final String DELETED = Change.DELETED.name().toLowerCase(Locale.ROOT);

    private final Look look;
    private final List<PlanDocument.Table> tables;
    private final Map<PlanDocument.Table, String> parents = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();

    private PlanTree(PlanDocument plan, Look look) {
        this.look = look;
        this.tables = plan.tables();
    }

    /** A line of the tree: the branch with the table, then what is told of it. */
    private record Line(String name, String rows, String size, String happens, String by) {}

    static String of(PlanDocument plan, Look look) {
        var tree = new PlanTree(plan, look);
        tree.place();
        var root = tree.tables.getFirst();
        tree.lines.add(tree.line(root, root.table(), tree.itself(root)));
        tree.below(root.table(), "");
        return tree.text();
    }

    // In width, not in depth: tables may lead to each other in a circle.
    private void place() {
        var next = new ArrayDeque<>(List.of(tables.getFirst().table()));
        while (!next.isEmpty()) {
            var parent = next.poll();
            tables.stream()
                    .skip(1)
                    .filter(table -> !parents.containsKey(table) && leads(parent, table))
                    .forEach(table -> {
                        parents.put(table, parent);
                        if (table.change().equals(DELETED)) {
                            next.add(table.table());
                        }
                    });
        }
    }

    private static boolean leads(String parent, PlanDocument.Table table) {
        return table.paths().stream().anyMatch(path -> path.parent().equals(parent));
    }

    private void below(String parent, String indent) {
        var children = tables.stream()
                .filter(table -> parent.equals(parents.get(table)))
                .toList();
        for (var i = 0; i < children.size(); i++) {
            var last = i == children.size() - 1;
            var table = children.get(i);
            lines.add(line(
                    table,
                    indent + (last ? look.sign("└─ ", "`- ") : look.sign("├─ ", "|- ")) + table.table(),
                    by(table, parent)));
            if (table.change().equals(DELETED)) {
                below(table.table(), indent + (last ? "   " : look.sign("│  ", "|  ")));
            }
        }
    }

    private Line line(PlanDocument.Table table, String name, String by) {
        var goes = table.change().equals(DELETED);
        return new Line(
                name,
                (table.exact() ? "" : look.sign("≈ ", "~ ")) + Figures.count(table.rows()),
                goes ? Figures.bytes(table.bytes()) : "",
                goes ? "deleted" : "kept",
                by);
    }

    private String by(PlanDocument.Table table, String parent) {
        var here = table.paths().stream()
                .filter(path -> path.parent().equals(parent))
                .map(PlanTree::words)
                .collect(Collectors.joining("; "));
        var elsewhere = table.paths().stream()
                .map(PlanDocument.Path::parent)
                .filter(other -> !other.equals(parent) && !other.equals(table.table()))
                .distinct()
                .collect(Collectors.joining(", "));
        var itself = table.change().equals(DELETED) ? itself(table) : "";
        return here
                + (elsewhere.isEmpty() ? "" : "; also below " + elsewhere)
                + (itself.isEmpty() ? "" : "; " + itself);
    }

    private String itself(PlanDocument.Table table) {
        var columns = table.paths().stream()
                .filter(path -> path.parent().equals(table.table()))
                .map(path -> String.join(", ", path.columns()))
                .collect(Collectors.joining(", "));
        return columns.isEmpty() ? "" : "itself by " + columns;
    }

    private static String words(PlanDocument.Path path) {
        var columns = String.join(", ", path.columns());
        return switch (path.rule()) {
            case "no action", "restrict" -> columns;
            case "set null", "set default" -> columns + " is " + path.rule().replace("set", "set to");
            default -> columns + " (" + path.rule() + ")";
        };
    }

    private String text() {
        var head = new Line("TABLE", "ROWS", "SIZE", "WHAT", "BY");
        var all = new ArrayList<>(List.of(head));
        all.addAll(lines);
        var name = widest(all, line -> line.name().length());
        var rows = widest(all, line -> line.rows().length());
        var size = widest(all, line -> line.size().length());
        return all.stream()
                .map(line -> look.cut(row(line, name, rows, size).stripTrailing()))
                .map(row -> row.startsWith(head.name()) ? look.faint(row) : row)
                .collect(Collectors.joining("\n"));
    }

    private static int widest(List<Line> lines, ToIntFunction<Line> width) {
        return lines.stream().mapToInt(width).max().orElse(0);
    }

    // What is told at the end of a line is cut first where there is little room; then the size is left out.
    private String row(Line line, int name, int rows, int size) {
        return line.name()
                + " ".repeat(name - line.name().length() + GAP)
                + right(line.rows(), rows)
                + " ".repeat(GAP)
                + (look.width() < NARROW ? "" : right(line.size(), size) + " ".repeat(GAP))
                + "%-7s".formatted(line.happens())
                + " ".repeat(GAP)
                + line.by();
    }

    private static String right(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
