package dev.coppice.prune.internal.sql;

/** What a statement of a chunk is for, in the order they run. */
public enum Step {
    /** Picks the next rows of the policy's table by age and key, and locks those nobody else holds. */
    CLAIM,
    /** Asks again, in a new statement, whether the locked rows still meet the policy and are not held. */
    REPEAT,
    /** Locks the children of rows in hand and takes them in hand; run again within a circle until it finds none. */
    LEVEL,
    /** Counts children that need no lock of their own before they are deleted. */
    COUNT,
    /** Finds rows in hand that have to stay: held, or needed by others that stay. */
    STAYS,
    /** Lets go of the policy's rows that have to stay; levels are collected anew after that. */
    RELEASE,
    /** Locks and reads rows that stay but will be changed, with the values they have now. */
    EDIT,
    /** Deletes rows in hand, leaves first. */
    DELETE,
    /** For a root with more below it than may go at once: what runs only then, in its own order. */
    DRAIN,
    /** At the end of the campaign: counts eligible rows that are left because others had them locked. */
    LEFT
}
