package dev.coppice.cli.internal.fleet;

import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.server.document.CursorPage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One list of what several databases have, a page of each.
 *
 * @param answers the pages
 * @param items what is on them, in the order of the list
 */
public record MergedList<D>(Answers<CursorPage<D>> answers, List<Item<D>> items) {
    /** Copies the list. */
    public MergedList {
        items = List.copyOf(items);
    }

    /**
     * What is in the list.
     *
     * @param target in which database it is
     * @param document what it is
     */
    public record Item<D>(Target target, D document) {}

    /** Merges pages; where two are of one rank, the database that is declared first comes first. */
    public static <D> MergedList<D> of(Answers<CursorPage<D>> answers, Comparator<D> order) {
        var items = answers.given().stream()
                .flatMap(page -> page.value().items().stream().map(document -> new Item<>(page.target(), document)))
                .sorted(Comparator.comparing(Item::document, order))
                .toList();
        return new MergedList<>(answers, items);
    }

    /** The list for scripts. A page behind this one is asked of one database at a time: {@code next} is in {@code targets}. */
    public Map<String, @Nullable Object> document() {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put(
                "items",
                items.stream()
                        .map(item -> FleetDocument.of(item.target(), item.document()))
                        .toList());
        document.put("next", null);
        document.put("targets", FleetDocument.targets(answers, page -> Collections.singletonMap("next", page.next())));
        return document;
    }

    /** The list for people. */
    public String table(List<String> heads, Function<D, Object[]> cells) {
        var named = new ArrayList<>(heads);
        named.addFirst(heads.contains("TARGET") ? "DATABASE" : "TARGET");
        return TextTable.of(named.toArray(String[]::new))
                .rows(items.stream()
                        .map(item -> Stream.concat(
                                        Stream.of(item.target().called()), Stream.of(cells.apply(item.document())))
                                .toArray()))
                .toString();
    }

    /** Those that have more than their page: where each goes on. */
    public Map<String, String> more() {
        var more = new LinkedHashMap<String, String>();
        answers.given().forEach(page -> {
            var next = page.value().next();
            if (next != null) {
                more.put(page.target().called(), next);
            }
        });
        return more;
    }
}
