package dev.coppice.archive;

/**
 * A column as the catalogue had it. A value for any thread.
 *
 * @param name its name, unquoted
 * @param type its type as PostgreSQL writes it, with its schema where it is not the catalogue's own
 * @param notNull whether it refuses null
 * @param generation how it comes by its values
 */
public record ArchivedColumn(String name, String type, boolean notNull, Generation generation) {
    /** How a column comes by its values. */
    public enum Generation {
        /** They are written, or are defaults. */
        NONE,
        /** Computed from other columns: archived, and never loaded back, since PostgreSQL computes it again. */
        COMPUTED,
        /** Numbered, unless a value is given. */
        IDENTITY_BY_DEFAULT,
        /** Always numbered; loading a value needs {@code COPY}, or {@code OVERRIDING SYSTEM VALUE}. */
        IDENTITY_ALWAYS
    }

    /** Whether a value can be loaded into it. */
    public boolean isLoadable() {
        return generation != Generation.COMPUTED;
    }
}
