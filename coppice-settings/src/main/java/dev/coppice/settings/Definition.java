package dev.coppice.settings;

import java.util.Optional;
import java.util.UUID;

/**
 * A setting that exists. Its name never changes.
 *
 * @param id its id
 * @param name its name
 * @param schema the JSON Schema its values answer to
 * @param stamp version and times
 */
public record Definition(UUID id, String name, Optional<Document> schema, Stamp stamp) {}
