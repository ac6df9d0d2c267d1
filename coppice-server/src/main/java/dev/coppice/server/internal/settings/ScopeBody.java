package dev.coppice.server.internal.settings;

import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import org.jspecify.annotations.Nullable;

/**
 * A scope in a document.
 *
 * @param type its type
 * @param id its id; null for public alone
 */
record ScopeBody(@Nullable String type, @Nullable String id) {
    static ScopeBody of(Scope scope) {
        return new ScopeBody(scope.type(), scope.id().isEmpty() ? null : scope.id());
    }

    Scope scope() {
        if (type == null || type.isEmpty()) {
            throw SettingsFaults.badScope("The scope has no \"type\".");
        }
        if (type.equals(ScopeChain.PUBLIC)) {
            if (id != null) {
                throw SettingsFaults.badScope("The scope public was given with an id.");
            }
            return Scope.PUBLIC;
        }
        if (id == null || id.isEmpty()) {
            throw SettingsFaults.badScope("The scope was given without an id.");
        }
        return Scope.of(type, id);
    }
}
