/**
 * SQL over archives and Parquet export. DuckDB stays inside this module.
 */
@NullMarked
package dev.coppice.archive.query;

import org.jspecify.annotations.NullMarked;
