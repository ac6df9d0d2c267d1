/** The rules of the architecture. Nothing here is shipped. */
@NullMarked
package dev.coppice.architecture;

import org.jspecify.annotations.NullMarked;
