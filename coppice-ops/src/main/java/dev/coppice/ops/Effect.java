package dev.coppice.ops;

/** What a failed call has left in the database: the first question an operator asks. */
public enum Effect {
    /** Nothing of the call is in the database; that it was refused may stand in the audit trail. */
    NONE,
    /** Something of the call was committed before it failed. */
    COMMITTED,
    /** The connection was lost after the commit was sent: only a look at the database tells. Never retried by itself. */
    UNKNOWN
}
