/**
 * Where deleted rows go: frames, segments, manifests and the stores that keep them. Nothing here decides what is
 * deleted.
 */
@NullMarked
package dev.coppice.archive;

import org.jspecify.annotations.NullMarked;
