package dev.coppice.server.document;

import dev.coppice.server.KindView;

/**
 * A kind of resource as scripts see it. A value for any thread.
 *
 * @param kind its name
 * @param table the table of its resources
 */
public record KindDocument(String kind, String table) {
    /** A kind as a document. */
    public static KindDocument of(KindView kind) {
        return new KindDocument(kind.name(), kind.table().toString());
    }
}
