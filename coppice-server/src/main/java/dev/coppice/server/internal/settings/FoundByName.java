package dev.coppice.server.internal.settings;

import dev.coppice.settings.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a scope says of settings, position by position.
 *
 * @param items one for each name; null where the scope says nothing
 */
record FoundByName(List<@Nullable FragmentDocument> items) {
    static FoundByName of(List<Optional<Fragment>> found) {
        var items = new ArrayList<@Nullable FragmentDocument>();
        found.forEach(one -> items.add(one.map(FragmentDocument::of).orElse(null)));
        return new FoundByName(items);
    }
}
