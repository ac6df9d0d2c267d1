package dev.coppice.server.internal.settings;

import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.http.ItemRefused;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.settings.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The items of a bulk request of which each is tried: those that can be, and what is wrong with the others.
 *
 * @param <W> what an item wants
 * @param labels what each item is called
 * @param wanted what can be tried
 * @param places where in the request each of those stands
 * @param failed those that cannot
 */
record Batch<W>(List<ItemLabel> labels, List<W> wanted, List<Integer> places, List<FailedItem> failed) {
    private static final int MOST_ITEMS = 10_000;

    /** The items of a body; refuses a body without any, and one with too many. */
    static <I> List<I> items(@Nullable List<I> items) {
        if (items == null || items.isEmpty()) {
            throw RequestFaults.invalid("It has no \"items\", or none in them.");
        }
        if (items.size() > MOST_ITEMS) {
            throw RequestFaults.invalid("It has " + items.size() + " \"items\", the limit is " + MOST_ITEMS + ".");
        }
        return items;
    }

    /** Reads each item. */
    static <I, W> Batch<W> each(List<? extends I> items, Function<I, ItemLabel> label, Function<I, W> reading) {
        var labels = items.stream().<ItemLabel>map(label).toList();
        var wanted = new ArrayList<W>();
        var places = new ArrayList<Integer>();
        var failed = new ArrayList<FailedItem>();
        for (int i = 0; i < items.size(); i++) {
            try {
                wanted.add(reading.apply(items.get(i)));
                places.add(i);
            } catch (CoppiceException refused) {
                failed.add(FailedItem.of(i, labels.get(i), refused));
            }
        }
        return new Batch<>(labels, wanted, places, failed);
    }

    /** Reads all items, or none. */
    static <I, W> List<W> all(List<? extends I> items, Function<I, W> reading) {
        var wanted = new ArrayList<W>();
        for (int i = 0; i < items.size(); i++) {
            try {
                wanted.add(reading.apply(items.get(i)));
            } catch (CoppiceException refused) {
                throw new ItemRefused(i, items.size(), refused);
            }
        }
        return wanted;
    }

    /** Writes all; says which item is to blame when that fails. */
    static <T> List<T> written(int size, Supplier<List<T>> write) {
        try {
            return write.get();
        } catch (BatchRejected rejected) {
            if (rejected.getCause() instanceof CoppiceException item) {
                throw new ItemRefused(rejected.ordinal(), size, item);
            }
            throw rejected;
        }
    }

    /** What became of the items, in the order of the request. */
    <T> BulkOutcome outcome(List<Answer<T>> answers, Function<T, ? extends RowDocument> document) {
        var items = new ArrayList<RowDocument>();
        var notDone = new ArrayList<>(failed);
        for (var answer : answers) {
            switch (answer) {
                case Answer.Done<T> done -> items.add(document.apply(done.value()));
                case Answer.NotDone<T> not -> {
                    int place = places.get(not.ordinal());
                    notDone.add(FailedItem.of(place, labels.get(place), not.error()));
                }
            }
        }
        notDone.sort(Comparator.comparingInt(FailedItem::index));
        return new BulkOutcome(items, notDone);
    }
}
