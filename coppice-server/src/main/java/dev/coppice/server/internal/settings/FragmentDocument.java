package dev.coppice.server.internal.settings;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.coppice.settings.Fragment;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fragment as a document.
 *
 * @param id its id
 * @param name the setting
 * @param scope whose it is
 * @param value what it says
 * @param ownRank the rank it was given; null when it has its entry's
 * @param version its version
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 */
record FragmentDocument(
        UUID id,
        String name,
        ScopeBody scope,
        @JsonRawValue String value,
        @Nullable Integer ownRank,
        long version,
        Instant createdAt,
        Instant updatedAt)
        implements RowDocument {

    static FragmentDocument of(Fragment row) {
        var stamp = row.stamp();
        return new FragmentDocument(
                row.id(),
                row.name(),
                ScopeBody.of(row.scope()),
                row.value().json(),
                EntryDocument.nullable(row.ownRank()),
                stamp.version(),
                stamp.createdAt(),
                stamp.updatedAt());
    }

    @Override
    public String subject() {
        return "setting " + name + " at " + scope.scope();
    }
}
