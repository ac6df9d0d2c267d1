package dev.coppice.server.internal.settings;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.coppice.ops.Filter;
import dev.coppice.ops.PageRequest;
import dev.coppice.ops.Total;
import dev.coppice.settings.AllowListEntry;
import dev.coppice.settings.Definition;
import dev.coppice.settings.Repository;
import dev.coppice.settings.Search;
import dev.coppice.settings.SettingFields;
import dev.coppice.settings.SettingsStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What goes with rows that are removed. Counted before and after, in the transaction that removes them: no removal answers what
 * hung on its rows, and of several some may stay.
 */
public final class Hanging {
    private static final int AT_ONCE = 500;

    private final List<Sort> sorts;

    /** The rows of one sort that hang there, and how many they were. */
    private record Sort(String word, Repository<?, ?, ?> rows, List<Filter> filters, long before) {
        static Sort of(String word, Repository<?, ?, ?> rows, List<Filter> filters) {
            return new Sort(word, rows, filters, count(rows, filters));
        }

        /** How many are gone; what others have added meanwhile does not count. */
        long gone() {
            return Math.max(0, before - count(rows, filters));
        }
    }

    private Hanging(List<Sort> sorts) {
        this.sorts = sorts;
    }

    /** What hangs on definitions: entries and fragments. */
    public static Hanging onDefinitions(SettingsStore store, List<UUID> ids) {
        var names =
                rows(store.definitions(), ids).stream().map(Definition::name).toList();
        var filters = named(names);
        return new Hanging(List.of(
                Sort.of("entries", store.allowList(), filters), Sort.of("fragments", store.fragments(), filters)));
    }

    /** What hangs on allow-list entries: fragments. */
    public static Hanging onEntries(SettingsStore store, List<UUID> ids) {
        var names = rows(store.allowList(), ids).stream()
                .collect(groupingBy(AllowListEntry::scopeType, mapping(AllowListEntry::name, toList())));
        var filters = new ArrayList<Filter>();
        names.forEach((type, at) -> named(at)
                .forEach(some -> filters.add(
                        Filter.allOf(some, Filter.of(SettingFields.SCOPE_TYPE).eq(type)))));
        return new Hanging(List.of(Sort.of("fragments", store.fragments(), filters)));
    }

    static Hanging nothing() {
        return new Hanging(List.of());
    }

    /** The entry with how much is gone. */
    public TrailEntry enteredIn(TrailEntry entry) {
        var told = entry;
        for (var sort : sorts) {
            told = told.with(sort.word(), sort.gone());
        }
        return told;
    }

    private static List<Filter> named(List<String> names) {
        return parts(names).stream()
                .<Filter>map(some -> Filter.of(SettingFields.NAME).in(some))
                .toList();
    }

    private static <T> List<T> rows(Repository<T, ?, ?> repository, List<UUID> ids) {
        var rows = new ArrayList<T>();
        for (var some : parts(ids)) {
            var search = Search.everything().filter(Filter.of(SettingFields.ID).in(some));
            rows.addAll(repository.search(search, PageRequest.first(AT_ONCE)).items());
        }
        return rows;
    }

    private static long count(Repository<?, ?, ?> rows, List<Filter> filters) {
        long all = 0;
        for (var filter : filters) {
            var page = rows.search(
                    Search.everything().filter(filter), PageRequest.first(1).withTotal());
            all += page.total() instanceof Total.Exactly exactly ? exactly.rows() : 0;
        }
        return all;
    }

    private static <E> List<List<E>> parts(List<E> all) {
        var distinct = all.stream().distinct().toList();
        var parts = new ArrayList<List<E>>();
        for (int from = 0; from < distinct.size(); from += AT_ONCE) {
            parts.add(distinct.subList(from, Math.min(from + AT_ONCE, distinct.size())));
        }
        return parts;
    }
}
