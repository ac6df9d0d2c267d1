package dev.coppice.settings.internal.repository;

import dev.coppice.ops.ReadOps;
import dev.coppice.settings.Rank;
import dev.coppice.settings.internal.scope.SettingsTables;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The ranks a transaction gives, while it holds the definitions. */
final class Ranks {
    private final SettingsTables tables;
    private final ReadOps r;
    private final Map<String, Integer> greatest = new HashMap<>();
    private final Set<String> changed = new HashSet<>();

    Ranks(SettingsTables tables, ReadOps r) {
        this.tables = tables;
        this.r = r;
    }

    /** Whether the greatest rank of a setting is known only when what was decided before is written. */
    boolean mustWait(String name, Rank rank) {
        return rank instanceof Rank.Next && changed.contains(name);
    }

    /** The rank to be stored; null for the one above. */
    @Nullable
    Integer of(String name, Rank rank) {
        return switch (rank) {
            case Rank.Inherited inherited -> null;
            case Rank.Exactly exactly -> exactly.value();
            case Rank.Next next -> next(greatest.computeIfAbsent(name, this::greatest));
        };
    }

    /** A rank was taken: the next one is known after a next one, and after no other. */
    void taken(String name, Rank rank, @Nullable Integer value) {
        if (rank instanceof Rank.Next && value != null) {
            greatest.put(name, value);
        } else {
            greatest.remove(name);
            changed.add(name);
        }
    }

    /** All that was decided is written. */
    void written() {
        changed.clear();
    }

    private static int next(int greatest) {
        if (greatest > Rank.Exactly.GREATEST - Rank.Next.GAP) {
            throw WriteFaults.ranksExhausted();
        }
        return greatest + Rank.Next.GAP;
    }

    private int greatest(String name) {
        var entry = tables.entry();
        var fragment = tables.fragment();
        var scope = tables.scope();
        var entries = DSL.select(DSL.max(DSL.coalesce(entry.rank, scope.rank)))
                .from(entry)
                .join(scope)
                .on(scope.type.eq(entry.scopeType))
                .where(entry.name.eq(name));
        var fragments = DSL.select(DSL.max(fragment.rank))
                .from(fragment)
                .where(fragment.name.eq(name))
                .and(fragment.rank.isNotNull());
        var found = Fetch.all(r, DSL.select(DSL.greatest(DSL.field(entries), DSL.field(fragments))))
                .getFirst()
                .value1();
        return found == null ? 0 : found;
    }
}
