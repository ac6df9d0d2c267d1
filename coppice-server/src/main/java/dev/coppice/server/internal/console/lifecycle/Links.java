package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.server.internal.console.Address;

/** The addresses of the pages. */
final class Links {
    static final String RESOURCES = "/resources";
    static final String RESOURCE = "/resources/resource";
    static final String LOOK = "/resources/look";
    static final String PLAN = "/resources/deprovision";
    static final String TEARDOWNS = "/teardowns";
    static final String BACKUPS = "/backups";
    static final String CERTIFICATES = "/certificates";

    private Links() {}

    static Address resource(ResourceId id) {
        return of(RESOURCE, id);
    }

    static Address look(ResourceId id) {
        return of(LOOK, id);
    }

    static Address plan(ResourceId id) {
        return of(PLAN, id);
    }

    static Address teardown(long operation) {
        return new Address(TEARDOWNS + "/" + operation);
    }

    static Address backup(long backup) {
        return new Address(BACKUPS + "/" + backup);
    }

    private static Address of(String page, ResourceId id) {
        return new Address(page).with("kind", id.kind()).with("id", id.id());
    }
}
