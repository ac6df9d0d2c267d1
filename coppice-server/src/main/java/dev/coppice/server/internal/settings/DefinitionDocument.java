package dev.coppice.server.internal.settings;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.coppice.settings.Definition;
import dev.coppice.settings.Document;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A definition as a document.
 *
 * @param id its id
 * @param name the setting
 * @param schema its JSON Schema; null for none
 * @param version its version
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 */
record DefinitionDocument(
        UUID id, String name, @JsonRawValue @Nullable String schema, long version, Instant createdAt, Instant updatedAt)
        implements RowDocument {

    static DefinitionDocument of(Definition row) {
        var stamp = row.stamp();
        return new DefinitionDocument(
                row.id(),
                row.name(),
                row.schema().map(Document::json).orElse(null),
                stamp.version(),
                stamp.createdAt(),
                stamp.updatedAt());
    }

    @Override
    public String subject() {
        return "setting " + name;
    }
}
