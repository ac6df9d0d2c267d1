package dev.coppice.prune.internal.restore;

import java.util.Optional;

/**
 * A column of the table that rows go to.
 *
 * @param name its name
 * @param type its type, as the archive spells types
 * @param notNull whether it refuses null
 * @param computed whether PostgreSQL computes it
 * @param numbered whether it is always numbered, so that no update may set it
 * @param filled whether it gets a value when none is given
 * @param defaults the expression of its default
 */
record TargetColumn(
        String name,
        String type,
        boolean notNull,
        boolean computed,
        boolean numbered,
        boolean filled,
        Optional<String> defaults) {}
