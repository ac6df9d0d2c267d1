package dev.coppice.server.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A first configuration for a database. A value for any thread.
 *
 * @param file the file it was kept in; null where it was only shown
 * @param policies the names of the policies in it
 * @param yaml its text
 */
public record InitDocument(@Nullable String file, List<String> policies, String yaml) {
    /** Copies the list. */
    public InitDocument {
        policies = List.copyOf(policies);
    }
}
