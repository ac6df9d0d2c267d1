package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.settings.Document;
import dev.coppice.settings.Rank;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Parts of a body as values of settings. */
final class Incoming {
    private Incoming() {}

    static <T> T required(@Nullable T value, String key) {
        if (value == null) {
            throw RequestFaults.invalid("It has no \"" + key + "\".");
        }
        return value;
    }

    static Document document(@Nullable JsonNode node, String key) {
        return Document.parse(required(node, key).toString());
    }

    /** A whole number, the word next, or null for the rank of what stands above. */
    static Rank rank(JsonNode node) {
        if (node.isNull()) {
            return Rank.inherited();
        }
        if (node.isString() && node.stringValue().equals("next")) {
            return Rank.next();
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || !inBounds(node.intValue())) {
            throw SettingsFaults.badRank();
        }
        return Rank.exactly(node.intValue());
    }

    static OptionalLong version(@Nullable Long version) {
        return version == null ? OptionalLong.empty() : OptionalLong.of(version);
    }

    /** The id in a path; what is none can be no row's. */
    static UUID id(String text, String word) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException none) {
            throw SettingsFaults.notFound(word);
        }
    }

    private static boolean inBounds(int rank) {
        return rank >= Rank.Exactly.LEAST && rank <= Rank.Exactly.GREATEST;
    }
}
