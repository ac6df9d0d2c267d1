package dev.coppice.settings.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes nodes of Java values: texts, numbers, booleans, nulls, lists and maps, and nothing that would have to be guessed. */
final class Values {
    private Values() {}

    static ObjectNode object(Map<?, ?> values) {
        return object(values, 1);
    }

    private static ObjectNode object(Map<?, ?> values, int depth) {
        Bounds.requireDepth(depth);
        var object = Numbers.FACTORY.objectNode();
        values.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw JsonFaults.notJson(key);
            }
            object.set(name, node(value, depth + 1));
        });
        return object;
    }

    private static ArrayNode array(List<?> values, int depth) {
        Bounds.requireDepth(depth);
        var array = Numbers.FACTORY.arrayNode();
        values.forEach(value -> array.add(node(value, depth + 1)));
        return array;
    }

    private static JsonNode node(@Nullable Object value, int depth) {
        return switch (value) {
            case null -> Numbers.FACTORY.nullNode();
            case String text -> Numbers.FACTORY.stringNode(text);
            case Boolean flag -> Numbers.FACTORY.booleanNode(flag);
            case Number number -> number(number);
            case Map<?, ?> map -> object(map, depth);
            case List<?> list -> array(list, depth);
            default -> throw JsonFaults.notJson(value);
        };
    }

    private static JsonNode number(Number number) {
        return switch (number) {
            case Integer whole -> Numbers.FACTORY.whole(BigInteger.valueOf(whole));
            case Long whole -> Numbers.FACTORY.whole(BigInteger.valueOf(whole));
            case Short whole -> Numbers.FACTORY.whole(BigInteger.valueOf(whole));
            case Byte whole -> Numbers.FACTORY.whole(BigInteger.valueOf(whole));
            case BigInteger whole -> Numbers.FACTORY.whole(whole);
            case BigDecimal decimal -> Numbers.FACTORY.numberNode(decimal);
            case Double decimal -> decimal(number, Double.isFinite(decimal));
            case Float decimal -> decimal(number, Float.isFinite(decimal));
            default -> throw JsonFaults.notJson(number);
        };
    }

    private static JsonNode decimal(Number number, boolean isFinite) {
        if (!isFinite) {
            throw JsonFaults.notJson(number);
        }
        return Numbers.FACTORY.numberNode(new BigDecimal(number.toString()));
    }
}
