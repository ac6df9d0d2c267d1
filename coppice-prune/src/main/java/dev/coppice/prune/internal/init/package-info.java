/** Guesses at policies from names, types and statistics. Proposes and decides nothing. */
@NullMarked
package dev.coppice.prune.internal.init;

import org.jspecify.annotations.NullMarked;
