/** How archives are written and read. No promise to users. */
@NullMarked
package dev.coppice.archive.internal;

import org.jspecify.annotations.NullMarked;
