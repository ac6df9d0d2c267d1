package dev.coppice.control.internal.config;

import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Finds the line of a path of keys, as in {@code policies.ended.targets[0]}; that of what is nearest above a key not there. */
record Lines(Node root) {
    private static final Pattern ITEM = Pattern.compile("(.+)\\[([0-9]+)]");

    /** A part of the file, with the line it begins on. */
    private record Spot(Node node, int line) {}

    int of(String path) {
        var spot = new Spot(root, 1);
        for (var step : path.split("\\.", -1)) {
            spot = below(spot, step);
        }
        return spot.line();
    }

    private static Spot below(Spot spot, String step) {
        var item = ITEM.matcher(step);
        if (!item.matches()) {
            return entry(spot.node(), step)
                    .map(found -> new Spot(found.getValueNode(), Place.lineOf(found.getKeyNode())))
                    .orElse(spot);
        }
        var list = below(spot, item.group(1));
        var index = Integer.parseInt(item.group(2));
        if (list.node() instanceof SequenceNode items
                && index < items.getValue().size()) {
            var node = items.getValue().get(index);
            return new Spot(node, Place.lineOf(node));
        }
        return list;
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
