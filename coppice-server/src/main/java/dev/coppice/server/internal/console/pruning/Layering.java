package dev.coppice.server.internal.console.pruning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Puts the nodes of a graph into layers, each behind all that lead to it, and orders every layer so that few arrows cross.
 * An arrow over several layers gets a bend in each between. For one thread.
 */
final class Layering {
    private static final int SWEEPS = 12;

    private final int nodes;
    private final List<List<Integer>> layers = new ArrayList<>();
    private final List<List<Integer>> routes = new ArrayList<>();
    private final Map<Integer, List<Integer>> before = new HashMap<>();
    private final Map<Integer, List<Integer>> behind = new HashMap<>();
    private int vertices;

    /** Leads from a node to one of a greater number. */
    record Arrow(int from, int to) {
        Arrow {
            if (from >= to) {
                throw new IllegalArgumentException("to must be greater than from, were: " + to + " and " + from);
            }
        }
    }

    private Layering(int nodes) {
        this.nodes = nodes;
        this.vertices = nodes;
    }

    /** Layers of nodes 0 to {@code nodes - 1}. */
    static Layering of(int nodes, List<Arrow> arrows) {
        var layering = new Layering(nodes);
        layering.route(arrows, layering.layered(arrows));
        layering.order();
        return layering;
    }

    /** The layers in order; numbers from {@code nodes} on are bends. */
    List<List<Integer>> layers() {
        return layers;
    }

    /** The vertices each arrow goes through, its ends included. */
    List<List<Integer>> routes() {
        return routes;
    }

    /** How many nodes and bends there are. */
    int vertices() {
        return vertices;
    }

    List<Integer> before(int vertex) {
        return before.getOrDefault(vertex, List.of());
    }

    List<Integer> behind(int vertex) {
        return behind.getOrDefault(vertex, List.of());
    }

    /** How many pairs of arrows cross. */
    int crossings() {
        return crossings(layers);
    }

    private int[] layered(List<Arrow> arrows) {
        var layerOf = new int[nodes];
        arrows.stream()
                .sorted((one, other) -> Integer.compare(one.from(), other.from()))
                .forEach(arrow -> layerOf[arrow.to()] = Math.max(layerOf[arrow.to()], layerOf[arrow.from()] + 1));
        for (var node = 0; node < nodes; node++) {
            put(node, layerOf[node]);
        }
        return layerOf;
    }

    private void put(int vertex, int layer) {
        while (layers.size() <= layer) {
            layers.add(new ArrayList<>());
        }
        layers.get(layer).add(vertex);
    }

    private void route(List<Arrow> arrows, int[] layerOf) {
        for (var arrow : arrows) {
            var route = new ArrayList<>(List.of(arrow.from()));
            for (var layer = layerOf[arrow.from()] + 1; layer < layerOf[arrow.to()]; layer++) {
                put(vertices, layer);
                link(route, vertices++);
            }
            link(route, arrow.to());
            routes.add(List.copyOf(route));
        }
    }

    private void link(List<Integer> route, int next) {
        behind.computeIfAbsent(route.getLast(), v -> new ArrayList<>()).add(next);
        before.computeIfAbsent(next, v -> new ArrayList<>()).add(route.getLast());
        route.add(next);
    }

    /** Each vertex moves to the middle of its neighbours, forward and back in turn; the best order seen is kept. */
    private void order() {
        var best = copy();
        for (var sweep = 0; sweep < SWEEPS && crossings(best) > 0; sweep++) {
            if (sweep % 2 == 0) {
                for (var layer = 1; layer < layers.size(); layer++) {
                    sort(layers.get(layer), layers.get(layer - 1), before);
                }
            } else {
                for (var layer = layers.size() - 2; layer >= 0; layer--) {
                    sort(layers.get(layer), layers.get(layer + 1), behind);
                }
            }
            if (crossings(layers) < crossings(best)) {
                best = copy();
            }
        }
        Collections.copy(layers, best);
    }

    private List<List<Integer>> copy() {
        var copied = new ArrayList<List<Integer>>();
        layers.forEach(layer -> copied.add(new ArrayList<>(layer)));
        return copied;
    }

    /** Where a vertex wants to stand. */
    private record Wish(int vertex, double place) {}

    private static void sort(List<Integer> layer, List<Integer> fixed, Map<Integer, List<Integer>> neighbours) {
        var places = places(fixed);
        var wishes = IntStream.range(0, layer.size())
                .mapToObj(at -> new Wish(
                        layer.get(at),
                        neighbours.getOrDefault(layer.get(at), List.of()).stream()
                                .mapToInt(places::get)
                                .average()
                                .orElse(at)))
                .sorted(Comparator.comparingDouble(Wish::place))
                .toList();
        for (var at = 0; at < wishes.size(); at++) {
            layer.set(at, wishes.get(at).vertex());
        }
    }

    private static Map<Integer, Integer> places(List<Integer> layer) {
        var places = new HashMap<Integer, Integer>();
        for (var vertex : layer) {
            places.put(vertex, places.size());
        }
        return places;
    }

    private int crossings(List<List<Integer>> ordered) {
        var crossings = 0;
        for (var layer = 0; layer + 1 < ordered.size(); layer++) {
            var next = places(ordered.get(layer + 1));
            var ends = ordered.get(layer).stream()
                    .map(vertex ->
                            behind(vertex).stream().map(next::get).sorted().toList())
                    .toList();
            crossings += crossed(ends);
        }
        return crossings;
    }

    private static int crossed(List<List<Integer>> ends) {
        var crossed = 0;
        for (var upper = 0; upper < ends.size(); upper++) {
            for (var lower = upper + 1; lower < ends.size(); lower++) {
                for (var end : ends.get(upper)) {
                    crossed += (int) ends.get(lower).stream()
                            .filter(other -> other < end)
                            .count();
                }
            }
        }
        return crossed;
    }
}
