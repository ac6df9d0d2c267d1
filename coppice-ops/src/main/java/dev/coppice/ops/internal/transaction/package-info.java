/** Transactions, savepoints and retries. Nothing here knows a spec. */
@NullMarked
package dev.coppice.ops.internal.transaction;

import org.jspecify.annotations.NullMarked;
