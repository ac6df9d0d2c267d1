package dev.coppice.prune.internal.partition;

/**
 * A partition that holds rows.
 *
 * @param oid its number in the catalogue
 * @param sql its name as a statement spells it
 * @param pages how many pages it has
 */
record Leaf(long oid, String sql, long pages) {}
