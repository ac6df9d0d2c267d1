package dev.coppice.server.internal.http;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON in and out: strict in what it reads, instants as ISO-8601. The mapper is built at first use. */
final class Json {
    private static final int MAX_DEPTH = 64;

    private static final class Holder {
        static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(MAX_DEPTH)
                                .build())
                        .build())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    private Json() {}

    static String write(Object value) {
        return Holder.MAPPER.writeValueAsString(value);
    }

    static <T> T read(byte[] bytes, Class<T> type) {
        T value;
        try {
            value = Holder.MAPPER.readValue(bytes, type);
        } catch (DatabindException mismatch) {
            throw RequestFaults.malformed("Its JSON body does not have the expected fields.");
        } catch (JacksonException syntax) {
            throw RequestFaults.malformed("Its body is not well-formed JSON.");
        }
        if (value == null) {
            throw RequestFaults.malformed("Its JSON body is null.");
        }
        return value;
    }
}
