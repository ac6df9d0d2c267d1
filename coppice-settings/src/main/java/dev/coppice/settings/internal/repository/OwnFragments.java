package dev.coppice.settings.internal.repository;

import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.PageRequest;
import dev.coppice.ops.Purger;
import dev.coppice.ops.Rows;
import dev.coppice.ops.SearchScope;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.FragmentChange;
import dev.coppice.settings.Fragments;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Search;
import dev.coppice.settings.SearchPage;
import dev.coppice.settings.Settings;
import dev.coppice.settings.internal.repository.Sheet.Need;
import dev.coppice.settings.internal.scope.Change;
import dev.coppice.settings.internal.scope.FragmentTable;
import dev.coppice.settings.internal.scope.ScopeIds;
import dev.coppice.settings.internal.scope.SettingNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Fragments, with what there is of them besides the common ops. */
final class OwnFragments extends TableRepository<Fragment, NewFragment, FragmentChange> implements Fragments {
    private static final List<Change> EVERYTHING = List.of(Change.OF_EVERYTHING);

    private final FragmentSort sort;

    OwnFragments(Place place, FragmentSort sort) {
        super(place, sort);
        this.sort = sort;
    }

    @Override
    public List<Optional<Fragment>> byNames(Scope scope, List<String> names) {
        require(names);
        return place.ops().read(r -> {
            var kept = ScopeIds.canonical(Parents.chain(place.tables(), r), scope);
            var query = DSL.select(table().fields()).from(table()).where(of(kept, names));
            var found = new HashMap<String, Fragment>();
            Fetch.all(r, query).forEach(row -> found.put(row.get(table().name), sort.value(row)));
            return names.stream()
                    .map(name -> Optional.ofNullable(found.get(name)))
                    .toList();
        });
    }

    @Override
    public SearchPage<Fragment> searchIn(Scope scope, Search search, PageRequest page) {
        return page(search, r -> {
            var chain = Parents.chain(place.tables(), r);
            var kept = ScopeIds.canonical(chain, scope);
            var seen = SearchScope.of(of(kept));
            var owners = ScopeIds.type(chain, kept.type()).flatMap(Owners::of);
            if (owners.isPresent()) {
                seen = seen.requiring(owners.get().has(kept.id()), () -> WriteFaults.noOwner(kept.type()));
            }
            return r.search(searcher(search), List.of(seen), page);
        });
    }

    @Override
    public List<Fragment> purgeNamed(Scope scope, List<String> names) {
        require(names);
        return names.isEmpty()
                ? List.of()
                : place.write(
                        w -> purgeNamed(w, scope, names),
                        gone -> gone.stream().map(sort::changed).toList());
    }

    @Override
    public int purgeOwner(Scope scope) {
        if (scope.equals(Scope.PUBLIC)) {
            throw new IllegalArgumentException("scope must have an owner, was: " + scope);
        }
        return place.write(
                w -> {
                    var parents = new Parents(place.tables(), w);
                    var kept = ScopeIds.canonical(parents.chain(), scope);
                    var keys = Fetch.all(
                                    w, DSL.select(table().name).from(table()).where(of(kept)))
                            .stream()
                            .map(row -> new RowKey(row.value1(), kept.type(), kept.id()))
                            .toList();
                    parents.definitions(keys, Need.PURGE);
                    parents.entries(keys);
                    return (int) w.purgeWhere(Purger.from(table()), Rows.matching(of(kept)))
                            .rows();
                },
                gone -> EVERYTHING);
    }

    @Override
    public Map<String, Integer> countOrphans() {
        return place.ops().read(r -> Orphans.count(place.tables(), r));
    }

    @Override
    public int sweepOrphans(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more, was: " + limit);
        }
        return place.write(w -> new Orphans(place.tables(), w).sweep(limit), gone -> EVERYTHING);
    }

    private List<Fragment> purgeNamed(WriteOps w, Scope scope, List<String> names) {
        var kept = ScopeIds.canonical(Parents.chain(place.tables(), w), scope);
        var found = new HashMap<String, UUID>();
        Fetch.all(w, DSL.select(table().name, table().id).from(table()).where(of(kept, names)))
                .forEach(row -> found.put(row.value1(), row.value2()));
        var purges = new TreeMap<Integer, Purge>();
        for (var name : new LinkedHashSet<>(names)) {
            int ordinal = names.indexOf(name);
            var id = Optional.ofNullable(found.get(name));
            purges.put(ordinal, Purge.of(id.orElseThrow(() -> rejected(names, ordinal, sort.notFound()))));
        }
        var batch = new Batch<>(sort, new Verbs.Remove<>(sort), w, (ordinal, error) -> {
            throw rejected(names, ordinal, error);
        });
        var answers = new TreeMap<>(batch.write(purges));
        return answers.values().stream().map(answer -> answer.orThrow()).toList();
    }

    private BatchRejected rejected(List<String> names, int ordinal, CoppiceException error) {
        return new BatchRejected("purgeNamed", table().getName(), names.size(), ordinal, error);
    }

    private static void require(List<String> names) {
        if (names.size() > Settings.MAX_NAMES) {
            throw WriteFaults.tooManyNames(names.size());
        }
        names.forEach(SettingNames::require);
    }

    private FragmentTable table() {
        return sort.table();
    }

    private Condition of(Scope scope) {
        return table().scopeType.eq(scope.type()).and(table().scopeId.eq(scope.id()));
    }

    private Condition of(Scope scope, Collection<String> names) {
        return of(scope).and(Fetch.oneOf(table().name, names));
    }
}
