/** Operations, their steps and their journal as rows, inside the caller's transaction. Nothing here decides anything. */
@NullMarked
package dev.coppice.lifecycle.internal.ledger;

import org.jspecify.annotations.NullMarked;
