package dev.coppice.server.internal.lifecycle;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import java.util.Optional;

/** The resource a request is about. */
public final class AskedResource {
    private AskedResource() {}

    static ResourceId of(Request request) {
        return of(request.path("kind"), request.path("id"));
    }

    /** A resource that is named; names that none can have are not found. */
    public static ResourceId of(String kind, String id) {
        if (!Asked.fits(kind) || !Asked.fits(id)) {
            throw Asked.notFound("resource");
        }
        try {
            return new ResourceId(kind, id);
        } catch (IllegalArgumentException blank) {
            throw RequestFaults.invalid("Its address names no kind or no id.");
        }
    }

    static Optional<ResourceStatus> status(Request request) {
        return request.query("status")
                .map(word -> ResourceStatus.of(word)
                        .orElseThrow(
                                () -> RequestFaults.invalid("The status must be active, suspended or deprovisioned.")));
    }
}
