package dev.coppice.cli.internal.settings;

import dev.coppice.settings.Definition;
import dev.coppice.settings.Document;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A definition as scripts see it. */
record DefinitionDocument(
        UUID id,
        String name,
        @Nullable Map<String, Object> schema,
        long version,
        Instant createdAt,
        Instant updatedAt) {
    static DefinitionDocument of(Definition definition) {
        var stamp = definition.stamp();
        return new DefinitionDocument(
                definition.id(),
                definition.name(),
                definition.schema().map(Document::asMap).orElse(null),
                stamp.version(),
                stamp.createdAt(),
                stamp.updatedAt());
    }
}
