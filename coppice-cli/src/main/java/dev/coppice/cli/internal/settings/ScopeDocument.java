package dev.coppice.cli.internal.settings;

import dev.coppice.settings.Scope;
import org.jspecify.annotations.Nullable;

/** A scope as scripts see it; public has no id. */
record ScopeDocument(String type, @Nullable String id) {
    static ScopeDocument of(Scope scope) {
        return new ScopeDocument(scope.type(), scope.id().isEmpty() ? null : scope.id());
    }

    /** As it is typed. */
    String word() {
        return id == null ? type : type + ":" + id;
    }
}
