package dev.coppice.ops;

/** What an applied write has done to its row. */
public enum Change {
    /** The row is new. */
    INSERTED,
    /** The row was there and has been written. */
    UPDATED,
    /** There was nothing to write; the row is as it was. */
    UNCHANGED,
    /** The row is gone. */
    DELETED
}
