package dev.coppice.bench.internal;

/**
 * How one item ended, in words that both sides share.
 *
 * @param kind such as "inserted" or "violates fragment_scope_fk"
 * @param row what the database returned for it; empty where a side is not told
 */
public record Ending(String kind, String row) {
    /** An ending without a row. */
    public static Ending of(String kind) {
        return new Ending(kind, "");
    }

    boolean contradicts(Ending other) {
        var tellsLess = row.isEmpty() || other.row.isEmpty();
        return !kind.equals(other.kind) || (!tellsLess && !row.equals(other.row));
    }
}
