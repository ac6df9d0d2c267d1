package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.Submitted;
import dev.coppice.server.internal.control.Guards;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.lifecycle.AskedResource;
import dev.coppice.server.internal.lifecycle.LifecycleHost;
import java.util.Optional;

/**
 * What all pages about the lifecycle stand on.
 *
 * @param site what pages share
 * @param home where holds and the audit trail lie
 * @param host the lifecycle
 * @param guards changes holds
 */
record Ground(Frame.Site site, HomeDatabase home, LifecycleHost host, Guards guards) {
    Lifecycle lifecycle() {
        return host.require();
    }

    /** The resource that the query names. */
    static ResourceId resource(Request request) {
        return resource(word(request, "kind").orElse(""), request.query("id").orElse(""));
    }

    /** The resource that a form names. */
    static ResourceId resource(Submitted form) {
        return resource(
                form.request().form("kind").orElse(""),
                form.request().form("id").orElse(""));
    }

    private static ResourceId resource(String kind, String id) {
        if (kind.isBlank() || id.isBlank()) {
            throw RequestFaults.invalid("It names no kind or no id of a resource.");
        }
        return AskedResource.of(kind, id);
    }

    /** A parameter of the query; a form that is searched with sends empty ones along. */
    static Optional<String> word(Request request, String parameter) {
        return Asked.name(request, parameter).filter(text -> !text.isBlank());
    }
}
