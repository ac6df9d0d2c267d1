package dev.coppice.ops;

/** Whether the same call may be made again. */
public enum Retry {
    /** The same call may succeed as it is. */
    SAFE,
    /** The same call fails again until what the message names has been mended. */
    AFTER_FIX,
    /** The same call must not be made again; the message says what to do in its place. */
    NEVER
}
