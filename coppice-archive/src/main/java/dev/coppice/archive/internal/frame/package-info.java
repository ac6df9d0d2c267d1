/** From CSV to stored bytes and back: digests, compression, encryption. Nothing here knows where bytes are kept. */
@NullMarked
package dev.coppice.archive.internal.frame;

import org.jspecify.annotations.NullMarked;
