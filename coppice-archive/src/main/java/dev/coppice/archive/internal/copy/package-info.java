/** Rows out of PostgreSQL and back by COPY, on a connection in the caller's transaction. */
@NullMarked
package dev.coppice.archive.internal.copy;

import org.jspecify.annotations.NullMarked;
