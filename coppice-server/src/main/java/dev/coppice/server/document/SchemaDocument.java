package dev.coppice.server.document;

import dev.coppice.control.SchemaStatus;

/**
 * Where the schema {@code coppice} of a database stands. A value for any thread.
 *
 * @param state {@code absent}, {@code behind}, {@code current} or {@code ahead}
 * @param found its version; 0 where it is absent
 * @param known the version this program works with
 */
public record SchemaDocument(String state, int found, int known) {
    /** A status as a document. */
    public static SchemaDocument of(SchemaStatus status) {
        return switch (status) {
            case SchemaStatus.Absent absent -> new SchemaDocument("absent", 0, absent.known());
            case SchemaStatus.Behind behind -> new SchemaDocument("behind", behind.found(), behind.known());
            case SchemaStatus.Current current -> new SchemaDocument("current", current.known(), current.known());
            case SchemaStatus.Ahead ahead -> new SchemaDocument("ahead", ahead.found(), ahead.known());
        };
    }
}
