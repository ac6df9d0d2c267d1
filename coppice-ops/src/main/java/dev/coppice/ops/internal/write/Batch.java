package dev.coppice.ops.internal.write;

import dev.coppice.ops.Outcome;
import dev.coppice.ops.Spec;
import dev.coppice.ops.internal.write.GateSet.Asked;
import java.util.List;
import java.util.Optional;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Items as they are sent: the texts of their values, and what they may share or not share with their neighbours. */
final class Batch {
    private Batch() {}

    /**
     * One item.
     *
     * @param shape what the items of one statement share; null for an item that must stand alone
     * @param identity what no two of them may share
     * @param texts the values; empty when one of them is certainly refused
     */
    record Item<S>(
            int ordinal,
            S spec,
            @Nullable Object shape,
            @Nullable Object identity,
            @Nullable Asked gate,
            Optional<List<@Nullable String>> texts) {

        static <S> Item<S> alone(int ordinal, S spec) {
            return new Item<>(ordinal, spec, null, null, null, Optional.empty());
        }

        long characters() {
            return texts.stream()
                    .flatMap(List::stream)
                    .mapToLong(text -> text == null ? 0 : text.length())
                    .sum();
        }
    }

    /** What one statement made of its items. */
    record Answer<R extends Record, S extends Spec<R>>(List<Outcome<R>> outcomes, List<Item<S>> suspects) {}
}
