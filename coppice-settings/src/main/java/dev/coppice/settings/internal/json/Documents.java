package dev.coppice.settings.internal.json;

import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.Document;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes documents, and opens them for the other packages of this module. */
public final class Documents {
    /** Deeper than a document may be, for values that were written past this module. */
    static final int MAX_STORED_DEPTH = 500;

    /** Strict, numbers exact, so that what is stored is what was sent. */
    static final JsonMapper MAPPER = mapper(Document.MAX_DEPTH, Numbers.MAX_DIGITS, true);

    private static final JsonMapper STORED = mapper(MAX_STORED_DEPTH, Integer.MAX_VALUE, false);

    private static final ObjectWriter SORTED = MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

    private static final Document EMPTY = new ParsedDocument(MAPPER.createObjectNode());

    private Documents() {}

    /** The object without keys. */
    public static Document empty() {
        return EMPTY;
    }

    /** Reads JSON from outside. */
    public static Document parse(String json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (StreamConstraintsException beyond) {
            throw JsonFaults.beyondBounds(beyond);
        } catch (JacksonException malformed) {
            throw JsonFaults.malformed(malformed);
        } catch (NumberFormatException beyond) { // an exponent beyond the bounds of BigDecimal
            throw JsonFaults.numberTooLong();
        }
        if (node.isMissingNode()) {
            throw JsonFaults.nothing();
        }
        if (!(node instanceof ObjectNode object)) {
            throw JsonFaults.noObject();
        }
        return checked(object);
    }

    /** Reads JSON the database has kept, which was checked when it was written. */
    public static Document stored(String json) {
        try {
            return new ParsedDocument((ObjectNode) STORED.readTree(json));
        } catch (JacksonException strange) {
            throw JsonFaults.unreadable(strange);
        }
    }

    /** The object of a map. */
    public static Document of(Map<String, ?> values) {
        return checked(Values.object(values));
    }

    /** A node as a document; the node must not be changed any more. */
    public static Document of(ObjectNode node) {
        return new ParsedDocument(node);
    }

    /** The node of a document; not to be changed. */
    public static ObjectNode node(Document document) {
        return document instanceof ParsedDocument parsed ? parsed.node() : node(parse(document.json()));
    }

    /** A document as JSON with its keys in order, so that equal documents have equal bytes. */
    public static byte[] sorted(Document document) {
        return SORTED.writeValueAsBytes(node(document));
    }

    static CoppiceException wrongShape(Class<?> type, JacksonException misfit) {
        return JsonFaults.wrongShape(type, misfit);
    }

    private static Document checked(ObjectNode object) {
        Bounds.require(object);
        return new ParsedDocument(object);
    }

    private static JsonMapper mapper(int depth, int digits, boolean findsDuplicates) {
        var bounds = StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                .maxNumberLength(digits)
                .maxNameLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE);
        var factory = JsonFactory.builder()
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, findsDuplicates)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .streamReadConstraints(bounds.build());
        return JsonMapper.builder(factory.build())
                .nodeFactory(Numbers.FACTORY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }
}
