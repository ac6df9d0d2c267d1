package dev.coppice.server.document;

import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.Resource;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A resource as scripts see it, over HTTP and with {@code --json} alike. A value for any thread.
 *
 * @param kind its kind
 * @param id its id
 * @param status what its own table says, such as {@code active}
 * @param state where it stands, finer than its status, as in {@code tearing-down}
 * @param parent the id of the resource it belongs to
 * @param tier its tier
 * @param owner who owns it
 * @param protection whether it may never be torn down
 * @param endsAt when it ends, if that is known
 * @param immediate whether it ends without retention
 * @param suspendedAt since when it has been suspended
 * @param teardownAt from when on it may be torn down
 * @param fencedAt since when it has been leaving
 * @param operation the number of its teardown under way, or of the last one
 */
public record ResourceDocument(
        String kind,
        String id,
        String status,
        String state,
        @Nullable String parent,
        @Nullable String tier,
        @Nullable String owner,
        boolean protection,
        @Nullable Instant endsAt,
        boolean immediate,
        @Nullable Instant suspendedAt,
        @Nullable Instant teardownAt,
        @Nullable Instant fencedAt,
        @Nullable Long operation) {

    /** A resource as a document. */
    public static ResourceDocument of(Resource resource) {
        return new ResourceDocument(
                resource.id().kind(),
                resource.id().id(),
                resource.status().stored(),
                resource.state().stored(),
                resource.parent().orElse(null),
                resource.tier().orElse(null),
                resource.owner().orElse(null),
                resource.protection(),
                resource.ending().map(Ending::at).orElse(null),
                resource.ending().map(Ending::immediate).orElse(false),
                resource.suspendedAt().orElse(null),
                resource.teardownAt().orElse(null),
                resource.fencedAt().orElse(null),
                number(resource.operation()));
    }

    static @Nullable Long number(OptionalLong number) {
        return number.isPresent() ? Long.valueOf(number.getAsLong()) : null;
    }
}
