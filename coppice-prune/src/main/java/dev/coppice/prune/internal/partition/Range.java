package dev.coppice.prune.internal.partition;

/**
 * Some pages of a partition.
 *
 * @param leaf the partition
 * @param from the first page
 * @param to the page behind the last one
 * @param rows how many rows lie there
 */
public record Range(Leaf leaf, long from, long to, long rows) {}
