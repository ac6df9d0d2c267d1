/**
 * Where deleted rows go, and how they come back: frames, segments, manifests, verification, reading. Nothing here decides
 * what is deleted or knows the ledger; what is committed comes in as values.
 */
@NullMarked
package dev.coppice.archive;

import org.jspecify.annotations.NullMarked;
