package dev.coppice.server.internal.settings;

import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Scope;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a scope shall say, as its owner writes it.
 *
 * @param scope the scope
 * @param items one for each setting
 */
record ScopeItems(@Nullable ScopeBody scope, @Nullable List<Item> items) {
    /**
     * What a scope shall say of one setting. Owners set no rank.
     *
     * @param name the setting
     * @param value what it shall say
     * @param version the version that is stored; any, also none, when left out
     */
    record Item(
            @Nullable String name,
            @Nullable JsonNode value,
            @Nullable Long version) {
        NewFragment at(Scope scope) {
            return new NewFragment(
                    Incoming.required(name, "name"),
                    scope,
                    Incoming.document(value, "value"),
                    Optional.empty(),
                    Incoming.version(version),
                    Optional.empty());
        }
    }

    /**
     * The same of the scope the caller is in.
     *
     * @param items one for each setting
     */
    record Own(@Nullable List<Item> items) {}
}
