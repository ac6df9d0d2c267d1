package dev.coppice.control.internal.config;

import dev.coppice.control.Checked;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Binds nodes to types. Empty means that a problem was reported. */
final class Binder {
    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.MAP, Tag.SEQ);
    private static final Pattern ITEM = Pattern.compile("(.+)\\[([0-9]+)]");
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    private final List<Problem> problems;

    Binder(List<Problem> problems) {
        this.problems = problems;
    }

    Optional<Object> bind(Node node, Type type, Place place) {
        var raw = Types.raw(type);
        if (!PLAIN.contains(node.getTag())) {
            return refuse(place, "must not carry a tag");
        }
        if (node.getTag().equals(Tag.NULL) && node instanceof ScalarNode && !raw.isRecord()) {
            return refuse(place, "needs a value");
        }
        if (raw == Optional.class) {
            return bind(node, Types.argument(type, 0), place).map(Optional::of);
        }
        if (raw == List.class) {
            return list(node, Types.argument(type, 0), place).map(items -> items);
        }
        if (raw == Map.class) {
            return Optional.of(map(node, Types.argument(type, 1), place));
        }
        var lister = Types.lister(raw);
        if (lister.isPresent() && node instanceof SequenceNode) {
            var item = Types.argument(lister.get().getGenericParameterTypes()[0], 0);
            return list(node, item, place)
                    .flatMap(items -> made(() -> lister.get().invoke(null, items), place));
        }
        return Scalars.reads(raw) ? scalar(node, raw, place) : record(node, raw, place);
    }

    Map<String, Object> map(Node node, Type type, Place place) {
        var bound = new LinkedHashMap<String, Object>();
        if (!(node instanceof MappingNode mapping)) {
            refuse(place, "must be a mapping of names");
            return bound;
        }
        entries(mapping, place, List.of()).forEach((name, entry) -> {
            var inner = place.key(name, entry.getKeyNode());
            if (!NAME.matcher(name).matches()) {
                refuse(inner, "must be a name of letters, digits, - and _");
            }
            bind(entry.getValueNode(), type, inner).ifPresent(value -> bound.put(name, value));
        });
        return bound;
    }

    /** The entries by key; reports keys that come twice and, where keys are known, those that are not. */
    Map<String, NodeTuple> entries(MappingNode mapping, Place place, List<String> known) {
        var entries = new LinkedHashMap<String, NodeTuple>();
        for (var entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                refuse(new Place(place.path(), Place.lineOf(entry.getKeyNode())), "must have plain keys");
                continue;
            }
            var name = key.getValue();
            var inner = place.key(name, key);
            if (entries.containsKey(name)) {
                refuse(inner, "stands here a second time");
            } else if (!known.isEmpty() && !known.contains(name)) {
                refuse(inner, Nearest.unknown(name, known));
            } else {
                entries.put(name, entry);
            }
        }
        return entries;
    }

    private Optional<Object> scalar(Node node, Class<?> type, Place place) {
        if (!(node instanceof ScalarNode scalar)) {
            return refuse(place, "must be a single value");
        }
        try {
            return Optional.of(Scalars.read(type, scalar.getValue()));
        } catch (IllegalArgumentException refusal) {
            return refuse(place, "must be " + refusal.getMessage());
        }
    }

    private Optional<List<Object>> list(Node node, Type type, Place place) {
        if (!(node instanceof SequenceNode sequence)) {
            refuse(place, "must be a list");
            return Optional.empty();
        }
        var bound = new ArrayList<>();
        var index = 0;
        for (var item : sequence.getValue()) {
            bind(item, type, place.item(index++, item)).ifPresent(bound::add);
        }
        return bound.size() == index ? Optional.of(List.copyOf(bound)) : Optional.empty();
    }

    private Optional<Object> record(Node node, Class<?> type, Place place) {
        if (node instanceof MappingNode mapping) {
            var shape = Shape.of(type);
            return record(shape, entries(mapping, place, shape.keys()), place);
        }
        if (node.getTag().equals(Tag.NULL)) {
            return record(Shape.of(type), Map.of(), place);
        }
        return refuse(place, "must be a mapping");
    }

    private Optional<Object> record(Shape shape, Map<String, NodeTuple> entries, Place place) {
        var before = problems.size();
        var values = new ArrayList<>();
        for (var entry : shape.entries()) {
            var given = Optional.ofNullable(entries.get(entry.key()));
            given.map(tuple -> bind(tuple.getValueNode(), entry.type(), place.key(entry.key(), tuple.getKeyNode())))
                    .orElseGet(() -> absent(entry, place))
                    .ifPresent(values::add);
        }
        if (problems.size() > before || values.size() < shape.entries().size()) {
            return Optional.empty();
        }
        var constructor = shape.type().getDeclaredConstructors()[0];
        var made = made(() -> constructor.newInstance(values.toArray()), place);
        made.ifPresent(value -> check(value, entries, place));
        return made;
    }

    private Optional<Object> absent(Shape.Entry entry, Place place) {
        var raw = Types.raw(entry.type());
        if (!entry.mayBeAbsent()) {
            return refuse(place, "needs the key " + entry.key());
        }
        if (raw == Optional.class) {
            return Optional.of(Optional.empty());
        }
        if (entry.fallback().isEmpty()) {
            return Optional.of(raw == List.class ? List.of() : Map.of());
        }
        return Scalars.reads(raw)
                ? Optional.of(Scalars.read(raw, entry.fallback()))
                : record(Shape.of(raw), Map.of(), place.absent(entry.key()));
    }

    private void check(Object value, Map<String, NodeTuple> entries, Place place) {
        if (value instanceof Checked checked) {
            checked.check((key, allowed) -> refuse(placeOf(key, entries, place), allowed));
        }
    }

    /** Where a key stands, or an item of its list, as in {@code scopes[2]}; the part itself when it is not there. */
    private static Place placeOf(String key, Map<String, NodeTuple> entries, Place place) {
        var item = ITEM.matcher(key);
        var entry = Optional.ofNullable(entries.get(item.matches() ? item.group(1) : key));
        if (item.matches() && entry.map(NodeTuple::getValueNode).orElse(null) instanceof SequenceNode list) {
            return place.key(key, list.getValue().get(Integer.parseInt(item.group(2))));
        }
        return entry.map(tuple -> place.key(key, tuple.getKeyNode())).orElseGet(() -> place.absent(key));
    }

    private Optional<Object> made(Factory factory, Place place) {
        try {
            return Optional.of(factory.make());
        } catch (InvocationTargetException refusal) {
            return refuse(place, String.valueOf(refusal.getTargetException().getMessage()));
        } catch (ReflectiveOperationException closed) {
            throw new IllegalStateException("a configuration record must be public", closed);
        }
    }

    private Optional<Object> refuse(Place place, String text) {
        problems.add(new Problem(place.line(), place.path(), text));
        return Optional.empty();
    }

    @FunctionalInterface
    private interface Factory {
        Object make() throws ReflectiveOperationException;
    }
}
