package dev.coppice.settings;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Another schema for a definition. What is stored already is not validated anew. A value for any thread.
 *
 * @param id whose
 * @param schema the schema from now on; empty for none
 * @param version the version it must have; any when empty
 */
public record DefinitionChange(UUID id, Optional<Document> schema, OptionalLong version) {
    /** A definition with this schema from now on. */
    public static DefinitionChange schema(UUID id, Document schema) {
        return new DefinitionChange(id, Optional.of(schema), OptionalLong.empty());
    }

    /** A definition without schema from now on. */
    public static DefinitionChange withoutSchema(UUID id) {
        return new DefinitionChange(id, Optional.empty(), OptionalLong.empty());
    }

    /** The same, unless somebody has changed it since this version. */
    public DefinitionChange ifVersion(long expected) {
        return new DefinitionChange(id, schema, OptionalLong.of(expected));
    }
}
