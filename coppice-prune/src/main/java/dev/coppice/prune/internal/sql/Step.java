package dev.coppice.prune.internal.sql;

/** What a statement of a chunk is for, in the order they run. */
public enum Step {
    /** Empties what the chunk has in hand. */
    EMPTY,
    /** Picks the next rows of the policy's table by age and key, and locks those nobody else holds. */
    CLAIM,
    /** Asks again, in a new statement, whether the locked rows still meet the policy and are not held. */
    REPEAT,
    /** Locks the children of rows in hand and takes them in hand; run again within a circle until it finds none. */
    LEVEL,
    /** Finds rows in hand that are held. */
    HELD,
    /** Finds rows in hand that are named by rows that stay; run again until it finds none. */
    STAYS,
    /** Lets go of the policy's rows that have to stay; levels are collected anew after that. */
    RELEASE,
    /** Locks and reads rows that stay but will be changed, with the values they have now. */
    EDIT,
    /** Deletes rows in hand, leaves first. */
    DELETE
}
