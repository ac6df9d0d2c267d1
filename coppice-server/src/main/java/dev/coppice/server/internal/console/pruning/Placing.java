package dev.coppice.server.internal.console.pruning;

import java.util.List;
import java.util.function.Function;

/** How far down each vertex stands: in its layer's order, none on another, and near the middle of those it is joined to. */
final class Placing {
    private static final int ROUNDS = 6;

    private final Layering layering;
    private final int[] heights;
    private final int gap;
    private final double[] tops;

    private Placing(Layering layering, int[] heights, int gap) {
        this.layering = layering;
        this.heights = heights;
        this.gap = gap;
        this.tops = new double[heights.length];
    }

    /** The upper edge of each vertex; the highest is 0. */
    static int[] tops(Layering layering, int[] heights, int gap) {
        var placing = new Placing(layering, heights, gap);
        placing.stack();
        for (var round = 0; round < ROUNDS; round++) {
            placing.sweep(round % 2 == 0);
        }
        placing.sweep(false);
        return placing.rounded();
    }

    private void stack() {
        for (var layer : layering.layers()) {
            var free = 0.0;
            for (var vertex : layer) {
                tops[vertex] = free;
                free += heights[vertex] + gap;
            }
        }
    }

    private void sweep(boolean forward) {
        Function<Integer, List<Integer>> joined = forward ? layering::before : layering::behind;
        var layers = forward ? layering.layers() : layering.layers().reversed();
        layers.forEach(layer -> place(layer, joined));
    }

    /** As near as can be to where each wants to be; what they are off by on average is taken from all. */
    private void place(List<Integer> layer, Function<Integer, List<Integer>> joined) {
        var wanted =
                layer.stream().mapToDouble(vertex -> wanted(vertex, joined)).toArray();
        var free = Double.NEGATIVE_INFINITY;
        var off = 0.0;
        for (var place = 0; place < wanted.length; place++) {
            var vertex = layer.get(place);
            tops[vertex] = Math.max(free, wanted[place]);
            off += tops[vertex] - wanted[place];
            free = tops[vertex] + heights[vertex] + gap;
        }
        for (var vertex : layer) {
            tops[vertex] -= off / wanted.length;
        }
    }

    private double wanted(int vertex, Function<Integer, List<Integer>> joined) {
        return joined.apply(vertex).stream().mapToDouble(this::middle).average().orElse(middle(vertex))
                - heights[vertex] / 2.0;
    }

    private double middle(int vertex) {
        return tops[vertex] + heights[vertex] / 2.0;
    }

    private int[] rounded() {
        var highest = Double.POSITIVE_INFINITY;
        for (var top : tops) {
            highest = Math.min(highest, top);
        }
        var rounded = new int[tops.length];
        for (var vertex = 0; vertex < tops.length; vertex++) {
            rounded[vertex] = (int) Math.round(tops[vertex] - highest);
        }
        return rounded;
    }
}
