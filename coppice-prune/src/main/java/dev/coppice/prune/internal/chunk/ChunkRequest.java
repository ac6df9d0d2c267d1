package dev.coppice.prune.internal.chunk;

import java.util.List;
import java.util.Set;

/**
 * What a chunk is asked to do.
 *
 * @param campaign the campaign's number
 * @param anyNoted whether the campaign has passed over roots already
 * @param position age and key of the last root looked at; empty at the beginning
 * @param roots how many roots to claim at most
 * @param rows how many rows may go at most, those of other tables included
 * @param alone how many may go with a root that is alone
 * @param counted whether rows are counted before they are deleted, where they need no locks of their own
 * @param beside who else works on the campaign
 */
public record ChunkRequest(
        long campaign,
        boolean anyNoted,
        List<String> position,
        long roots,
        long rows,
        long alone,
        boolean counted,
        Beside beside) {
    /**
     * Who else works on the campaign.
     *
     * @param workers how many others
     * @param drained keys of the roots that were being drained when the chunk began
     */
    public record Beside(int workers, Set<List<String>> drained) {
        /** Nobody does. */
        public static final Beside NOBODY = new Beside(0, Set.of());

        /** Copies the keys. */
        public Beside {
            drained = Set.copyOf(drained);
        }
    }

    /** Copies the position. */
    public ChunkRequest {
        position = List.copyOf(position);
        counted |= roots == 1;
        if (roots < 1) {
            throw new IllegalArgumentException("roots must be at least 1, was: " + roots);
        }
    }

    /** The same with half the roots, and perhaps with roots passed over meanwhile. */
    ChunkRequest fewer(boolean passedOver) {
        return new ChunkRequest(
                campaign, anyNoted || passedOver, position, Math.max(1, roots / 2), rows, alone, counted, beside);
    }

    /** The same from another position on. */
    ChunkRequest behind(List<String> place) {
        return new ChunkRequest(campaign, anyNoted, place, roots, rows, alone, counted, beside);
    }

    /** How many rows may go: a root that is alone may bring more along. */
    long budget() {
        return roots == 1 ? Math.max(rows, alone) : rows;
    }
}
