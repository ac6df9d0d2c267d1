/**
 * What every benchmark needs: a schema of its own, links, and contests of two sides. Not an API: it changes without notice.
 */
@NullMarked
package dev.coppice.bench.internal;

import org.jspecify.annotations.NullMarked;
