package dev.coppice.archive;

/**
 * The smallest and largest value of a column in a frame, nulls left out, in PostgreSQL's text form. A value for any thread.
 *
 * @param column the column
 * @param min the smallest
 * @param max the largest
 */
public record ColumnRange(String column, String min, String max) {}
