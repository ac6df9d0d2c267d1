package dev.coppice.prune.internal.restore;

import java.util.List;

/**
 * Frames that were committed together.
 *
 * @param number their chunk
 * @param rows frames of rows that were deleted
 * @param edits frames of what rows that stayed had held
 */
record ArchivedChunk(long number, List<Piece> rows, List<Piece> edits) {
    ArchivedChunk {
        rows = List.copyOf(rows);
        edits = List.copyOf(edits);
    }
}
