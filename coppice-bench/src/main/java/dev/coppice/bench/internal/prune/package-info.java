/**
 * One prune against the delete one would write by hand. Not an API: it changes without notice.
 */
@NullMarked
package dev.coppice.bench.internal.prune;

import org.jspecify.annotations.NullMarked;
