package dev.coppice.server.internal.api;

import dev.coppice.control.Listing;
import dev.coppice.server.document.CursorPage;
import java.util.function.Function;

/** Pages of lists whose place is a number. */
public final class Pages {
    private Pages() {}

    /** One page, each item as a document. */
    public static <A, B> CursorPage<B> of(Listing<A> listing, Function<A, B> document) {
        var next = listing.next();
        return new CursorPage<>(
                listing.items().stream().map(document).toList(),
                next.isPresent() ? Long.toString(next.getAsLong()) : null);
    }
}
