/** How this store is found by its address. No promise to users. */
@NullMarked
package dev.coppice.archive.s3.internal;

import org.jspecify.annotations.NullMarked;
