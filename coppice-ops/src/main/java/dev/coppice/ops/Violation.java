package dev.coppice.ops;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What forbids a write, as the database names it; whatever it does not name is null.
 *
 * @param kind the sort of rule
 * @param table the table of the constraint, with its schema
 * @param constraint the name of the constraint
 * @param column the column, for not-null
 */
public record Violation(
        Kind kind,
        @Nullable String table,
        @Nullable String constraint,
        @Nullable String column) {
    /** The sorts of rule. */
    public enum Kind {
        /** A unique or primary key, SQLSTATE 23505. */
        UNIQUE,
        /** A foreign key, SQLSTATE 23503 or 23001. */
        FOREIGN_KEY,
        /** A check, SQLSTATE 23514. */
        CHECK,
        /** A column that must have a value, SQLSTATE 23502. */
        NOT_NULL,
        /** An exclusion constraint, SQLSTATE 23P01. */
        EXCLUSION,
        /** Any other integrity rule, SQLSTATE class 23. */
        OTHER,
        /** Rows that must not exist, by a {@link Purger}'s own check. */
        CONFLICT;

        /** The kind as part of a code or a sentence: lower case, words joined by hyphens. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
