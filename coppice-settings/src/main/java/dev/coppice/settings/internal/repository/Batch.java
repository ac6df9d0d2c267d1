package dev.coppice.settings.internal.repository;

import dev.coppice.ops.Change;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Spec;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.Answer;
import dev.coppice.settings.Rank;
import dev.coppice.settings.internal.repository.Sheet.Need;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Items of one write inside one transaction: what they hang on is locked, then the rows that must be known; then each item is
 * decided on the row as the items before it have left it, and those decided are written together. What is decided waits for
 * what was written where one row is meant twice, or a rank depends on another.
 *
 * <p>The order of locks, for all who write settings: scopes, definitions, entries, owners, fragments; rows of one table by
 * their keys. Only a batch that guards some versions, or means a row twice, may meet another that makes rows in between; the
 * deadlock is then tried again by the ops.
 */
final class Batch<I, S extends Spec<Record>, T, N, C> {
    private static final int FEW = 3;

    private final RowSort<T, N, C> sort;
    private final Verb<I, S, N, C> verb;
    private final WriteOps w;
    private final Sheet<T, N, C> sheet;
    private final Failing failing;
    private final Map<RowKey, Record> rows = new HashMap<>();
    private final Map<Integer, Answer<T>> answers = new HashMap<>();
    private final SortedMap<RowKey, Decided<S>> decided = new TreeMap<>();

    private record Keyed<I>(int ordinal, I item, RowKey key) {}

    private record Decided<S>(int ordinal, S spec) {}

    Batch(RowSort<T, N, C> sort, Verb<I, S, N, C> verb, WriteOps w, Failing failing) {
        this.sort = sort;
        this.verb = verb;
        this.w = w;
        this.sheet = sort.sheet(w);
        this.failing = (ordinal, error) -> {
            failing.item(ordinal, error);
            answers.put(ordinal, new Answer.NotDone<>(ordinal, error));
        };
    }

    /** Writes the items under their ordinals; answers those that came to an end here. */
    Map<Integer, Answer<T>> write(Map<Integer, I> items) {
        var keyed = keyed(items);
        var keys = new HashSet<RowKey>();
        keyed.forEach(item -> keys.add(item.key()));
        if (!keys.isEmpty()) {
            sheet.lock(keys, need(items.values()));
            read(keyed.stream()
                    .filter(item -> verb.mustKnow(item.item()))
                    .map(Keyed::key)
                    .collect(Collectors.toSet()));
        }
        keyed.forEach(this::take);
        flush();
        return answers;
    }

    private Need need(Collection<I> items) {
        var ranked = items.stream().anyMatch(item -> verb.rank(item).isPresent());
        return verb.need() == Need.WRITE && ranked ? Need.RANK : verb.need();
    }

    private List<Keyed<I>> keyed(Map<Integer, I> items) {
        var known = known(items.values());
        var keyed = new ArrayList<Keyed<I>>();
        items.forEach((ordinal, item) -> {
            try {
                var id = verb.id(item);
                var key = id.isPresent()
                        ? Optional.ofNullable(known.get(id.get())).orElseThrow(sort::notFound)
                        : verb.key(sheet, item);
                keyed.add(new Keyed<>(ordinal, item, key));
            } catch (CoppiceException refused) {
                failing.item(ordinal, refused);
            }
        });
        return keyed;
    }

    /** The keys of the rows that are meant by their ids; a key never changes. */
    private Map<UUID, RowKey> known(Collection<I> items) {
        var ids = items.stream().map(verb::id).flatMap(Optional::stream).toList();
        var known = new HashMap<UUID, RowKey>();
        if (!ids.isEmpty()) {
            var query = DSL.select(sort.table().fields()).from(sort.table()).where(Fetch.oneOf(sort.table(), ids));
            Fetch.all(w, query).forEach(row -> known.put(row.get(sort.table().id), key(row)));
        }
        return known;
    }

    private void read(Set<RowKey> keys) {
        if (keys.isEmpty()) {
            return;
        }
        var columns = sort.keyColumns();
        var query = DSL.select(sort.table().fields())
                .from(sort.table())
                .join(Fetch.asked(keys, columns.size()))
                .on(Fetch.isAsked(columns))
                .orderBy(Fetch.inOrder(columns));
        Fetch.all(w, verb.holding(query, sort.table())).forEach(row -> rows.put(key(row), row));
    }

    private void take(Keyed<I> item) {
        if (decided.containsKey(item.key())
                || verb.rank(item.item()).filter(rank -> mustWait(item, rank)).isPresent()) {
            flush();
        }
        var row = Optional.ofNullable(rows.get(item.key())).filter(found -> isMeant(item, found));
        try {
            var spec = verb.decide(sheet, item.key(), item.item(), row);
            if (spec.isPresent()) {
                decided.put(item.key(), new Decided<>(item.ordinal(), spec.get()));
            } else {
                done(item.ordinal(), row.orElseThrow(), Change.UNCHANGED);
            }
        } catch (CoppiceException refused) {
            failing.item(item.ordinal(), refused);
        }
    }

    private boolean mustWait(Keyed<I> item, Rank rank) {
        return sheet.mustWait(item.key(), rank);
    }

    /** A row that was removed and made again has another id. */
    private boolean isMeant(Keyed<I> item, Record row) {
        var id = verb.id(item.item());
        return id.isEmpty() || id.get().equals(row.get(sort.table().id));
    }

    /** Writes what is decided, in the order of the keys: no two of them are equal, so no other order can be told from it. */
    private void flush() {
        var items = List.copyOf(decided.values());
        if (!items.isEmpty()) {
            var specs = items.stream().map(Decided::spec).toList();
            var outcomes = specs.size() <= FEW ? verb.each(w, specs) : verb.write(w, specs);
            outcomes.forEach(outcome -> settle(items.get(outcome.ordinal()).ordinal(), outcome));
        }
        decided.clear();
        sheet.written();
    }

    private void settle(int ordinal, Outcome<Record> outcome) {
        if (outcome instanceof Applied<Record> applied) {
            var row = applied.row();
            if (applied.change() == Change.DELETED) {
                rows.remove(key(row));
            } else {
                rows.put(key(row), row);
            }
            done(ordinal, row, applied.change());
            return;
        }
        failing.item(ordinal, error(outcome));
    }

    private void done(int ordinal, Record row, Change change) {
        answers.put(ordinal, new Answer.Done<>(ordinal, sheet.value(row), change));
    }

    private static CoppiceException error(Outcome<Record> outcome) {
        try {
            outcome.orThrow();
            throw new IllegalArgumentException("outcome must not be " + outcome);
        } catch (CoppiceException error) {
            return error;
        }
    }

    private RowKey key(Record row) {
        return RowKey.of(sort.keyColumns().stream().map(row::get).toList());
    }
}
