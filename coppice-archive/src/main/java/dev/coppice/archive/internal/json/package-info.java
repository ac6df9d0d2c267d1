/** The little JSON a manifest needs. */
@NullMarked
package dev.coppice.archive.internal.json;

import org.jspecify.annotations.NullMarked;
