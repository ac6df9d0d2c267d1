/**
 * Batches whose items end each on its own, against what one would write in JDBC or jOOQ. Not an API: it changes without
 * notice.
 */
@NullMarked
package dev.coppice.bench.internal.each;

import org.jspecify.annotations.NullMarked;
