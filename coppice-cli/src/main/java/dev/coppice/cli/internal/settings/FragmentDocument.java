package dev.coppice.cli.internal.settings;

import dev.coppice.settings.Fragment;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A fragment as scripts see it. */
record FragmentDocument(
        UUID id,
        String name,
        ScopeDocument scope,
        Map<String, Object> value,
        @Nullable Integer ownRank,
        long version,
        Instant createdAt,
        Instant updatedAt) {
    static FragmentDocument of(Fragment fragment) {
        var stamp = fragment.stamp();
        return new FragmentDocument(
                fragment.id(),
                fragment.name(),
                ScopeDocument.of(fragment.scope()),
                fragment.value().asMap(),
                fragment.ownRank().isPresent() ? fragment.ownRank().getAsInt() : null,
                stamp.version(),
                stamp.createdAt(),
                stamp.updatedAt());
    }
}
