package dev.coppice.settings.internal.json;

import dev.coppice.settings.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What every document must keep to, so that PostgreSQL can keep it: depth, length of numbers, characters. */
final class Bounds {
    private Bounds() {}

    static void require(ObjectNode document) {
        require(document, 1);
    }

    private static void require(JsonNode node, int depth) {
        switch (node.getNodeType()) {
            case OBJECT -> {
                requireDepth(depth);
                node.properties().forEach(property -> {
                    requireText(property.getKey());
                    require(property.getValue(), depth + 1);
                });
            }
            case ARRAY -> {
                requireDepth(depth);
                node.forEach(item -> require(item, depth + 1));
            }
            case STRING -> requireText(node.stringValue());
            case NUMBER -> requireNumber(node);
            case BOOLEAN, NULL -> {}
            default -> throw JsonFaults.notJson(node);
        }
    }

    static void requireDepth(int depth) {
        if (depth > Document.MAX_DEPTH) {
            throw JsonFaults.tooDeep();
        }
    }

    private static void requireNumber(JsonNode number) {
        if (!Numbers.fits(number.decimalValue())) {
            throw JsonFaults.numberTooLong();
        }
    }

    private static void requireText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw JsonFaults.badCharacter("the character U+0000");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw JsonFaults.badCharacter("half of a surrogate pair");
            }
        }
    }
}
