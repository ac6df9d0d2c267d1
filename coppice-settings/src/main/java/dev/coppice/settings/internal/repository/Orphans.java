package dev.coppice.settings.internal.repository;

import dev.coppice.ops.Purger;
import dev.coppice.ops.ReadOps;
import dev.coppice.ops.Rows;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.internal.scope.SettingsTables;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * Fragments whose owners are gone. They are found and locked first, and then judged again: an owner who comes back, and what
 * he writes, is seen by the statement that deletes or waits for it. What others hold is left for the next time. A role that
 * does not see all owners finds orphans where there are none, and is refused.
 */
record Orphans(SettingsTables tables, WriteOps w) {
    int sweep(int limit) {
        var types = new Parents(tables, w).chain().types();
        types.forEach(type -> requireSight(type, w));
        int swept = 0;
        for (var type : types) {
            var owners = Owners.of(type);
            if (owners.isPresent() && swept < limit) {
                swept += sweep(type, owners.get(), limit - swept);
            }
        }
        return swept;
    }

    /** How many there are, by the type of their scope. */
    static Map<String, Integer> count(SettingsTables tables, ReadOps r) {
        var counts = new TreeMap<String, Integer>();
        for (var type : Parents.chain(tables, r).types()) {
            Owners.of(type).ifPresent(owners -> {
                requireSight(type, r);
                var query = DSL.select(DSL.count()).from(tables.fragment()).where(orphaned(tables, type, owners));
                counts.put(type.name(), Fetch.all(r, query).getFirst().value1());
            });
        }
        return Collections.unmodifiableMap(counts);
    }

    private static void requireSight(ScopeType type, ReadOps r) {
        if (Owners.of(type).filter(owners -> owners.areHidden(r)).isPresent()) {
            throw WriteFaults.ownersHidden(type.name());
        }
    }

    private static Condition orphaned(SettingsTables tables, ScopeType type, Owners owners) {
        var fragment = tables.fragment();
        return fragment.scopeType
                .eq(type.name())
                .and(DSL.notExists(DSL.selectOne().from(owners.table()).where(owners.is(fragment.scopeId))));
    }

    private int sweep(ScopeType type, Owners owners, int limit) {
        var fragment = tables.fragment();
        var orphaned = orphaned(tables, type, owners);
        var held = held(orphaned, limit);
        if (held.isEmpty()) {
            return 0;
        }
        var gone = Rows.matching(Fetch.oneOf(fragment, held).and(orphaned));
        return (int) w.purgeWhere(Purger.from(fragment), gone).rows();
    }

    private List<UUID> held(Condition orphaned, int limit) {
        var fragment = tables.fragment();
        return Fetch.all(
                        w,
                        DSL.select(fragment.id)
                                .from(fragment)
                                .where(orphaned)
                                .limit(limit)
                                .forUpdate()
                                .of(fragment)
                                .skipLocked())
                .stream()
                .map(row -> row.value1())
                .toList();
    }
}
