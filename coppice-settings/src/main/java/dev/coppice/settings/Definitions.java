package dev.coppice.settings;

import java.util.Optional;

/**
 * The settings there are. Purging one takes its allow-list entries and fragments along. A definition that is there is
 * {@code settings.duplicate}.
 */
public interface Definitions extends Repository<Definition, NewDefinition, DefinitionChange> {
    /** The definition of a name. */
    Optional<Definition> named(String name);
}
