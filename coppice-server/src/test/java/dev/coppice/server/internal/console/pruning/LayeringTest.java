package dev.coppice.server.internal.console.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.coppice.server.internal.console.pruning.Layering.Arrow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LayeringTest {
    @Test
    void arrows_that_cross_as_given_are_untangled() {
        var arrows = List.of(new Arrow(0, 1), new Arrow(0, 2), new Arrow(1, 4), new Arrow(2, 3));
        var layering = Layering.of(5, arrows);
        assertThat(layering.crossings()).isZero();
        assertThat(layering.layers()).hasSize(3);
    }

    @Test
    void a_node_stands_behind_all_that_lead_to_it_and_a_long_arrow_bends() {
        var layering = Layering.of(4, List.of(new Arrow(0, 1), new Arrow(1, 2), new Arrow(2, 3), new Arrow(0, 3)));
        assertThat(layering.layers()).hasSize(4);
        assertThat(layering.layers().getLast()).containsExactly(3);
        assertThat(layering.routes().getLast()).hasSize(4).startsWith(0).endsWith(3);
        assertThat(layering.vertices()).isEqualTo(6);
    }

    @Test
    void an_arrow_must_lead_forward() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arrow(2, 2))
                .withMessage("to must be greater than from, were: 2 and 2");
    }

    @Test
    void vertices_of_a_layer_never_stand_on_each_other() {
        for (var seed = 1; seed <= 30; seed++) {
            var random = new Random(seed);
            var nodes = 2 + random.nextInt(59);
            var arrows = new ArrayList<Arrow>();
            for (var node = 1; node < nodes; node++) {
                arrows.add(new Arrow(random.nextInt(node), node));
                if (random.nextInt(4) == 0) {
                    arrows.add(new Arrow(random.nextInt(node), node));
                }
            }
            var layering = Layering.of(nodes, arrows);
            var heights = IntStream.range(0, layering.vertices())
                    .map(vertex -> 20 + random.nextInt(80))
                    .toArray();
            var tops = Placing.tops(layering, heights, 10);
            assertThat(IntStream.of(tops).min()).as("seed %d", seed).hasValue(0);
            for (var layer : layering.layers()) {
                for (var at = 1; at < layer.size(); at++) {
                    var above = layer.get(at - 1);
                    assertThat(tops[layer.get(at)])
                            .as("seed %d", seed)
                            .isGreaterThanOrEqualTo(tops[above] + heights[above] + 9);
                }
            }
        }
    }
}
