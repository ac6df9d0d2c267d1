package dev.coppice.bench.internal.each;

/**
 * What a caller wants written.
 *
 * @param id the key of the row to change or purge; a new row is given its own
 * @param sort how it must end
 * @param scope the row's scope
 * @param name the row's name, unique
 * @param rank the row's rank, above zero
 * @param body some text
 * @param gate the name that must be open in the allow list
 */
record Item(long id, Sort sort, int scope, String name, int rank, String body, String gate) {
    /** How an item ends. */
    enum Sort {
        GOOD,
        REFUSED,
        MISSING,
        UNIQUE,
        FOREIGN_KEY,
        CHECK
    }
}
