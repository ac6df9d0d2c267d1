package dev.coppice.control;

/** Where the schema {@code coppice} of one database stands against this program. A value for any thread. */
public sealed interface SchemaStatus {
    /**
     * The database has no schema {@code coppice}, or an empty one.
     *
     * @param known the version this program works with
     */
    record Absent(int known) implements SchemaStatus {}

    /**
     * The schema is older than this program.
     *
     * @param found the version in the database
     * @param known the version this program works with
     */
    record Behind(int found, int known) implements SchemaStatus {}

    /**
     * The schema is the one this program works with.
     *
     * @param known the version of both
     */
    record Current(int known) implements SchemaStatus {}

    /**
     * The schema is newer than this program.
     *
     * @param found the version in the database
     * @param known the version this program works with
     */
    record Ahead(int found, int known) implements SchemaStatus {}
}
