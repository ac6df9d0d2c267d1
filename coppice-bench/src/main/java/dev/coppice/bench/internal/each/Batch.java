package dev.coppice.bench.internal.each;

import dev.coppice.bench.internal.each.Item.Sort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The items of one batch: good ones, bad ones at places drawn by lot, and one in a thousand that its gate refuses or whose
 * row is missing. The lot is the same each time.
 */
final class Batch {
    private static final long SEED = 4711;
    private static final int HARMLESS_ONE_IN = 1_000;
    private static final int OPEN_NAMES = 20;
    private static final String BODY = "{\"colour\": \"green\", \"dense\": true, \"size\": 12}";

    private Batch() {}

    /** As many items as {@code size}, of which a share is bad in these ways, one after the other. */
    static List<Item> of(int size, double badShare, List<Sort> badSorts, List<Sort> harmlessSorts) {
        var sorts = sorts(size, (int) Math.round(size * badShare), badSorts, harmlessSorts);
        var items = new ArrayList<Item>();
        var lastGood = -1;
        for (var place = 0; place < size; place++) {
            items.add(item(place, sorts[place], lastGood));
            lastGood = sorts[place] == Sort.GOOD ? place : lastGood;
        }
        return List.copyOf(items);
    }

    private static Sort[] sorts(int size, int bad, List<Sort> badSorts, List<Sort> harmlessSorts) {
        var places = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(places, new Random(SEED));
        var sorts = new Sort[size];
        Arrays.fill(sorts, Sort.GOOD);
        for (var drawn = 0; drawn < bad; drawn++) {
            sorts[places.get(drawn)] = badSorts.get(drawn % badSorts.size());
        }
        for (var drawn = 0; drawn < size / HARMLESS_ONE_IN * harmlessSorts.size(); drawn++) {
            sorts[places.get(size - 1 - drawn)] = harmlessSorts.get(drawn % harmlessSorts.size());
        }
        return sorts;
    }

    private static Item item(int place, Sort sort, int lastGood) {
        return new Item(
                sort == Sort.MISSING ? -place - 1 : place + 1,
                sort,
                sort == Sort.FOREIGN_KEY ? -1 : 1 + place % Fragments.SCOPES,
                sort == Sort.UNIQUE ? taken(place, lastGood) : "theme-" + place,
                sort == Sort.CHECK ? 0 : 1 + place % 100,
                BODY,
                sort == Sort.REFUSED ? Fragments.CLOSED : "open-" + place % OPEN_NAMES);
    }

    /** A name that is taken: by a row that was there, or by an earlier item of the same batch. */
    private static String taken(int place, int lastGood) {
        return lastGood < 0 || place % 2 == 0 ? Fragments.taken(place % Fragments.TAKEN) : "theme-" + lastGood;
    }
}
