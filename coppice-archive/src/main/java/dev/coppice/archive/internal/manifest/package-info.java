/** Manifests as JSON. */
@NullMarked
package dev.coppice.archive.internal.manifest;

import org.jspecify.annotations.NullMarked;
