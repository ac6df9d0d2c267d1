package dev.coppice.control.internal.config;

import org.snakeyaml.engine.v2.nodes.Node;

/** Where in the file something stands: the path of keys and the line. */
record Place(String path, int line) {
    static final Place TOP = new Place("", 1);

    Place key(String name, Node at) {
        return new Place(path.isEmpty() ? name : path + "." + name, lineOf(at));
    }

    Place absent(String name) {
        return new Place(path.isEmpty() ? name : path + "." + name, line);
    }

    Place item(int index, Node at) {
        return new Place(path + "[" + index + "]", lineOf(at));
    }

    static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
