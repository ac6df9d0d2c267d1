package dev.coppice.settings.internal.repository;

import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Page;
import dev.coppice.ops.PageRequest;
import dev.coppice.ops.ReadOps;
import dev.coppice.ops.Searcher;
import dev.coppice.ops.Spec;
import dev.coppice.settings.Answer;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Repository;
import dev.coppice.settings.Search;
import dev.coppice.settings.SearchPage;
import dev.coppice.settings.internal.scope.Change;
import dev.coppice.settings.internal.scope.SettingNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** The repository of one sort of rows. */
class TableRepository<T, N, C> implements Repository<T, N, C> {
    /** Where it works. */
    final Place place;

    private final RowSort<T, N, C> sort;

    TableRepository(Place place, RowSort<T, N, C> sort) {
        this.place = place;
        this.sort = sort;
    }

    @Override
    public final T create(N wanted) {
        return one(new Verbs.Create<>(sort), wanted);
    }

    @Override
    public final List<T> createAll(List<N> wanted) {
        return all("createAll", new Verbs.Create<>(sort), wanted);
    }

    @Override
    public final List<Answer<T>> createEach(List<N> wanted) {
        return each(new Verbs.Create<>(sort), wanted);
    }

    @Override
    public final T update(C change) {
        return one(new Verbs.Update<>(sort), change);
    }

    @Override
    public final List<T> updateAll(List<C> changes) {
        return all("updateAll", new Verbs.Update<>(sort), changes);
    }

    @Override
    public final List<Answer<T>> updateEach(List<C> changes) {
        return each(new Verbs.Update<>(sort), changes);
    }

    @Override
    public final T upsert(N wanted) {
        return one(new Verbs.Upsert<>(sort), wanted);
    }

    @Override
    public final List<T> upsertAll(List<N> wanted) {
        return all("upsertAll", new Verbs.Upsert<>(sort), wanted);
    }

    @Override
    public final List<Answer<T>> upsertEach(List<N> wanted) {
        return each(new Verbs.Upsert<>(sort), wanted);
    }

    @Override
    public final T purge(Purge purge) {
        return one(new Verbs.Remove<>(sort), purge);
    }

    @Override
    public final List<T> purgeAll(List<Purge> purges) {
        return all("purgeAll", new Verbs.Remove<>(sort), purges);
    }

    @Override
    public final List<Answer<T>> purgeEach(List<Purge> purges) {
        return each(new Verbs.Remove<>(sort), purges);
    }

    @Override
    public final Optional<T> find(UUID id) {
        return place.ops().read(r -> {
            var query = DSL.select(sort.table().fields())
                    .from(sort.table())
                    .where(sort.table().id.eq(id));
            return Fetch.all(r, query).stream().map(sort.reading(r)).findFirst();
        });
    }

    @Override
    public final SearchPage<T> search(Search search, PageRequest page) {
        return page(search, r -> r.searchGlobal(searcher(search), page));
    }

    /** A page of a search whose settings are all defined. */
    final SearchPage<T> page(Search search, Function<ReadOps, Page<Record>> asked) {
        search.names().forEach(SettingNames::require);
        return place.ops().read(r -> {
            requireDefined(r, search.names());
            var found = asked.apply(r);
            return new SearchPage<>(
                    found.rows().stream().map(sort.reading(r)).toList(),
                    found.hasPrevious(),
                    found.hasNext(),
                    found.startCursor(),
                    found.endCursor(),
                    found.total());
        });
    }

    /** The rows a search wants, in its order or that of the keys. */
    final Searcher<Record> searcher(Search search) {
        var order = search.order().isEmpty() ? List.copyOf(sort.keyColumns()) : search.order();
        var searcher = Searcher.in(sort.table()).filter(search.filter()).orderBy(order.toArray(OrderField<?>[]::new));
        return search.names().isEmpty() ? searcher : searcher.where(Fetch.oneOf(sort.table().name, search.names()));
    }

    private void requireDefined(ReadOps r, List<String> names) {
        var definition = place.tables().definition();
        var missing = new HashSet<>(names);
        if (!missing.isEmpty()) {
            Fetch.all(r, DSL.select(definition.name).from(definition).where(Fetch.oneOf(definition.name, missing)))
                    .forEach(row -> missing.remove(row.value1()));
        }
        if (!missing.isEmpty()) {
            throw WriteFaults.noDefinition();
        }
    }

    private <I, S extends Spec<Record>> T one(Verb<I, S, N, C> verb, I item) {
        return write(verb, List.of(item), (ordinal, error) -> {
                    throw error;
                })
                .getFirst()
                .orThrow();
    }

    private <I, S extends Spec<Record>> List<T> all(String op, Verb<I, S, N, C> verb, List<I> items) {
        return write(verb, items, (ordinal, error) -> {
                    throw new BatchRejected(op, sort.table().getName(), items.size(), ordinal, error);
                })
                .stream()
                .map(Answer::orThrow)
                .toList();
    }

    private <I, S extends Spec<Record>> List<Answer<T>> each(Verb<I, S, N, C> verb, List<I> items) {
        return write(verb, items, (ordinal, error) -> {});
    }

    /** Items that are wrong whatever the database holds never get there. */
    private <I, S extends Spec<Record>> List<Answer<T>> write(Verb<I, S, N, C> verb, List<I> items, Failing failing) {
        var answers = new TreeMap<Integer, Answer<T>>();
        var sound = new TreeMap<Integer, I>();
        for (var ordinal = 0; ordinal < items.size(); ordinal++) {
            try {
                verb.check(items.get(ordinal));
                sound.put(ordinal, items.get(ordinal));
            } catch (CoppiceException refused) {
                failing.item(ordinal, refused);
                answers.put(ordinal, new Answer.NotDone<>(ordinal, refused));
            }
        }
        if (!sound.isEmpty()) {
            answers.putAll(
                    place.write(w -> new Batch<>(sort, verb, w, failing).write(sound), done -> changes(done.values())));
        }
        return List.copyOf(answers.values());
    }

    private List<Change> changes(Collection<Answer<T>> answers) {
        var changes = new ArrayList<Change>();
        for (var answer : answers) {
            if (answer instanceof Answer.Done<T> done) {
                changes.add(sort.changed(done.value()));
            }
        }
        return changes;
    }
}
