package dev.coppice.settings.client;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.settings.Document;
import dev.coppice.settings.internal.json.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads what the server sends. */
final class AnswerReader {
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9-]*\\.[a-z][a-z0-9-]*");
    private static final Map<Integer, Kind> KINDS = Map.of(
            401, Kind.REFUSED,
            403, Kind.REFUSED,
            404, Kind.NOT_FOUND,
            409, Kind.CONFLICT);
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private AnswerReader() {}

    /** The values of an answer, position by position; empty when it is none of ours. */
    static Optional<List<Document>> documents(byte[] body, int wanted) {
        var items = parse(body).path("items");
        var documents = new ArrayList<Document>();
        for (var item : items) {
            if (item.path("value") instanceof ObjectNode value) {
                documents.add(Documents.of(value));
            }
        }
        return documents.size() == wanted ? Optional.of(List.copyOf(documents)) : Optional.empty();
    }

    /** What a problem document says, as the error it was on the server. */
    static CoppiceException refusal(int status, byte[] body) {
        var problem = parse(body);
        var code = problem.path("code").asString("");
        var detail = problem.path("detail").asString("");
        return Fault.of(
                        CODE.matcher(code).matches() ? code : "settings.refused",
                        KINDS.getOrDefault(status, Kind.USAGE))
                .refused("Settings were not read.")
                .found("The server answered " + status + (detail.isEmpty() ? "." : ": " + detail))
                .exception();
    }

    private static JsonNode parse(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException strange) {
            return MAPPER.missingNode();
        }
    }
}
