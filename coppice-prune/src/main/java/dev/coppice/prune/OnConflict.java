package dev.coppice.prune;

/**
 * What becomes of an archived row when the table has a row with the same primary key, or one that another unique or
 * exclusion constraint keeps it from standing beside.
 */
public enum OnConflict {
    /** Nothing of its chunk is restored, and the restore stops there. */
    FAIL,
    /** It is left out, and the row that is there stays as it is. */
    SKIP,
    /**
     * The row with its primary key gets its values; rows that refer to that row stay. Against a row with another key it acts
     * like {@link #FAIL}: making room would remove a row nobody named.
     */
    REPLACE
}
