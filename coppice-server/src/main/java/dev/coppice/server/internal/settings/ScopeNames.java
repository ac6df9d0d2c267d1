package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.RequestFaults;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a scope.
 *
 * @param scope the scope
 * @param names the settings
 */
record ScopeNames(@Nullable ScopeBody scope, @Nullable List<String> names) {
    /**
     * Settings of the scope the caller is in.
     *
     * @param names the settings
     */
    record Own(@Nullable List<String> names) {}

    /** The names of a body; refuses a body without any. */
    static List<String> required(@Nullable List<String> names) {
        if (names == null || names.isEmpty()) {
            throw RequestFaults.invalid("It has no \"names\", or none in them.");
        }
        return names;
    }
}
