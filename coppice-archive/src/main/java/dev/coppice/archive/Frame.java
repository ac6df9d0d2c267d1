package dev.coppice.archive;

import dev.coppice.archive.internal.csv.ColumnExtremes;
import dev.coppice.archive.spi.Extent;
import java.util.List;
import java.util.Optional;

/**
 * The rows of one chunk in a segment: what the ledger must keep of it to find it and to know it again. A value for any
 * thread. Its bytes were durable before this value existed; it counts once the transaction that deleted the rows has been
 * committed with it.
 *
 * @param number its number in its segment, from 1
 * @param chunk the transaction that deleted the rows, among all of the archive: later ones have greater numbers; 0 while nobody
 *     has said it
 * @param rows how many rows
 * @param extent where its stored bytes lie
 * @param csvLength how long its CSV is, uncompressed
 * @param csvSha256 the digest of its CSV; left out when encrypted, since it would confirm a guess after the key is gone
 * @param sha256 the digest of its stored bytes
 * @param ranges the range of ranged columns; left out when encrypted, for columns of nulls, and for values without an order
 */
public record Frame(
        int number,
        long chunk,
        long rows,
        Extent extent,
        long csvLength,
        Optional<String> csvSha256,
        String sha256,
        List<ColumnRange> ranges) {
    /** Copies the ranges. */
    public Frame {
        if (number < 1) {
            throw new IllegalArgumentException("number must be at least 1, was: " + number);
        }
        if (chunk < 0) {
            throw new IllegalArgumentException("chunk must not be negative, was: " + chunk);
        }
        ranges = List.copyOf(ranges);
    }

    /**
     * Whether a row with this value in a column may be in the frame, as far as ranges tell without reading it.
     *
     * @param value in PostgreSQL's text form, as the frame spells it
     */
    public boolean mayHold(ArchivedColumn column, String value) {
        return ranges.stream()
                .filter(range -> range.column().equals(column.name()))
                .allMatch(range -> ColumnExtremes.mayLieIn(column.type(), range.min(), range.max(), value));
    }

    /** The same frame as part of a chunk: rows are restored chunk by chunk, the newest first. */
    public Frame inChunk(long transaction) {
        return new Frame(number, transaction, rows, extent, csvLength, csvSha256, sha256, ranges);
    }
}
