package dev.coppice.settings;

/** What the ids of a scope look like. An id is kept in one spelling, so that a scope has one name. */
public enum IdType {
    /** A UUID, kept in lower case. */
    UUID,
    /** A whole number of 64 bits, kept without leading zeros. */
    BIGINT,
    /** Any text of 1 to 200 characters. */
    TEXT
}
