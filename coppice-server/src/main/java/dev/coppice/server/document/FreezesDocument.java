package dev.coppice.server.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coppice.server.document.TargetDocument.Trouble;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of targets that were all frozen or thawed. A value for any thread.
 *
 * @param items those of which it is known how they stand
 * @param next null: all are on one page
 * @param targets each that was asked, and why it is not among the items
 */
public record FreezesDocument(List<Item> items, @Nullable String next, List<Asked> targets) {
    /** Copies the lists. */
    public FreezesDocument {
        items = List.copyOf(items);
        targets = List.copyOf(targets);
    }

    /**
     * How a target stands now.
     *
     * @param target its name
     * @param frozen whether no chunk begins
     * @param since since when
     * @param by who said so
     * @param reason why
     * @param changed whether this request made it so
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            String target,
            boolean frozen,
            @Nullable Instant since,
            @Nullable String by,
            @Nullable String reason,
            boolean changed) {
        /** A state of a target. */
        public static Item of(String target, FreezeDocument state, boolean changed) {
            return new Item(target, state.frozen(), state.since(), state.by(), state.reason(), changed);
        }
    }

    /**
     * A target that was asked.
     *
     * @param target its name
     * @param error why it did not answer; null where it did
     */
    public record Asked(String target, @Nullable Trouble error) {}
}
