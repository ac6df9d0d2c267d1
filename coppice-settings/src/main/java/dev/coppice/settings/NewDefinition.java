package dev.coppice.settings;

import java.util.Optional;

/**
 * A setting wanted. A value for any thread.
 *
 * @param name 1 to 128 characters, none of them a control character
 * @param schema the JSON Schema its values shall answer to
 */
public record NewDefinition(String name, Optional<Document> schema) {
    /** A setting whose values may be anything. */
    public static NewDefinition named(String name) {
        return new NewDefinition(name, Optional.empty());
    }

    /** The same with a JSON Schema. */
    public NewDefinition schema(Document wanted) {
        return new NewDefinition(name, Optional.of(wanted));
    }
}
