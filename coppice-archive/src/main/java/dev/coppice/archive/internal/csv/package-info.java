/** The CSV that COPY writes: records, fields, the ranges of columns. Nothing here knows tables or stores. */
@NullMarked
package dev.coppice.archive.internal.csv;

import org.jspecify.annotations.NullMarked;
