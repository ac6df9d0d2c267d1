/**
 * The tables of schema {@code coppice} as jOOQ names: one class a table, no statement.
 */
@NullMarked
package dev.coppice.control.internal.tables;

import org.jspecify.annotations.NullMarked;
