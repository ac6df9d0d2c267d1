package dev.coppice.prune;

import dev.coppice.control.Key;
import dev.coppice.control.TableName;

/**
 * Rows that name an entity by type and id without a foreign key. A value for any thread.
 *
 * @param table the table of the associations
 * @param typeColumn the column with the entity's type
 * @param type the type whose rows go
 * @param idColumn the column with the entity's id
 */
public record AssociationConfig(
        @Key("The table of the associations, with its schema.")
        TableName table,

        @Key("The column with the entity's type.") String typeColumn,

        @Key("The type whose rows go.") String type,

        @Key("The column with the entity's id.") String idColumn) {}
