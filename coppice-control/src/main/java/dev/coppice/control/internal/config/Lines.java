package dev.coppice.control.internal.config;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Finds the line of a path of keys, as in {@code policies.ended.targets[0]}; that of what is nearest above a key not there, and none
 * where nothing above it is there.
 */
record Lines(Node root) {
    private static final Pattern ITEM = Pattern.compile("(.+)\\[([0-9]+)]");

    /** A part of the file, with the line it begins on; nothing is below one that is not there. */
    private record Spot(Optional<Node> node, OptionalInt line) {
        static Spot of(Node node, Node named) {
            return new Spot(Optional.of(node), OptionalInt.of(Place.lineOf(named)));
        }

        Spot end() {
            return new Spot(Optional.empty(), line);
        }
    }

    OptionalInt of(String path) {
        var spot = new Spot(Optional.of(root), OptionalInt.empty());
        for (var step : path.split("\\.", -1)) {
            spot = below(spot, step);
        }
        return spot.line();
    }

    private static Spot below(Spot spot, String step) {
        var item = ITEM.matcher(step);
        if (!item.matches()) {
            return spot.node()
                    .flatMap(node -> entry(node, step))
                    .map(found -> Spot.of(found.getValueNode(), found.getKeyNode()))
                    .orElseGet(spot::end);
        }
        var list = below(spot, item.group(1));
        return list.node()
                .flatMap(node -> item(node, Integer.parseInt(item.group(2))))
                .map(node -> Spot.of(node, node))
                .orElseGet(list::end);
    }

    private static Optional<Node> item(Node node, int index) {
        return node instanceof SequenceNode items
                ? items.getValue().stream().skip(index).findFirst()
                : Optional.empty();
    }

    private static Optional<NodeTuple> entry(Node node, String key) {
        if (!(node instanceof MappingNode mapping)) {
            return Optional.empty();
        }
        return mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(key))
                .findFirst();
    }
}
