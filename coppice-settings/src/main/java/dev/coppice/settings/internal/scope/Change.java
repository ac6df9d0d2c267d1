package dev.coppice.settings.internal.scope;

import dev.coppice.settings.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What a commit has changed.
 *
 * @param name the setting; null for everything
 * @param scope at which scope; null for all of them
 */
public record Change(@Nullable String name, @Nullable Scope scope) {
    /** Whatever it was. */
    public static final Change OF_EVERYTHING = new Change(null, null);

    /** A setting, at whatever scope. */
    public static Change ofName(String name) {
        return new Change(name, null);
    }

    /** Whether everything may be another. */
    public boolean isEverything() {
        return name == null;
    }
}
