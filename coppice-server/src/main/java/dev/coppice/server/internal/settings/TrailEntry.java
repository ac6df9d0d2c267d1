package dev.coppice.server.internal.settings;

import dev.coppice.control.AuditEvent;
import dev.coppice.settings.AllowListEntry;
import dev.coppice.settings.Definition;
import dev.coppice.settings.EntryChange;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.FragmentChange;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Rank;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the audit trail keeps of an act on settings, but for who did it and why.
 *
 * @param action what was done
 * @param subject to what, as the row says that was written
 * @param detail more of it: ranks and counts, never a value
 */
public record TrailEntry(String action, String subject, Map<String, @Nullable Object> detail) {
    /** Keeps a copy of the map. */
    public TrailEntry {
        detail = Collections.unmodifiableMap(new LinkedHashMap<>(detail));
    }

    /** An act on a definition. */
    public static TrailEntry of(String action, Object wanted, Definition row) {
        return of(action, wanted, DefinitionDocument.of(row));
    }

    /** An act on an allow-list entry. */
    public static TrailEntry of(String action, Object wanted, AllowListEntry row) {
        return of(action, wanted, EntryDocument.of(row));
    }

    /** An act on a fragment. */
    public static TrailEntry of(String action, Object wanted, Fragment row) {
        return of(action, wanted, FragmentDocument.of(row));
    }

    static TrailEntry of(String action, Object wanted, RowDocument row) {
        var entry = new TrailEntry(action, row.subject(), Map.of());
        return isRanked(wanted) ? entry.with("rank", row.ownRank()) : entry;
    }

    /** Whether what was wanted gives a rank, or takes one away. */
    static boolean isRanked(Object wanted) {
        return switch (wanted) {
            case NewEntry entry -> !(entry.rank() instanceof Rank.Inherited);
            case EntryChange change -> true;
            case NewFragment fragment -> fragment.rank().isPresent();
            case FragmentChange change -> change.rank().isPresent();
            default -> false;
        };
    }

    /** The same with one more detail. */
    TrailEntry with(String key, @Nullable Object value) {
        var more = new LinkedHashMap<>(detail);
        more.put(key, value);
        return new TrailEntry(action, subject, more);
    }

    /** As the trail takes it. */
    public AuditEvent by(String actor, Optional<String> reason) {
        var after = detail.isEmpty()
                ? Optional.<String>empty()
                : Optional.of(JsonMapper.shared().writeValueAsString(detail));
        return new AuditEvent(actor, action, subject, reason, Optional.empty(), after);
    }
}
