package dev.coppice.bench.internal.each;

import dev.coppice.bench.internal.Ending;
import dev.coppice.bench.internal.each.Item.Sort;
import java.util.List;
import java.util.stream.IntStream;

/** What a count of written rows tells of an item, which is less than an outcome: why nothing was written is not known. */
final class Counts {
    private Counts() {}

    static List<Ending> endings(EachVerb verb, List<Item> items, int[] counts) {
        return IntStream.range(0, counts.length)
                .mapToObj(place -> counts[place] == 1
                        ? verb.applied()
                        : items.get(place).sort() == Sort.MISSING ? "missing" : "refused")
                .map(Ending::of)
                .toList();
    }
}
