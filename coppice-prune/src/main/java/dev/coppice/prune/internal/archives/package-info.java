/** How an archive is found and opened: by what the ledger says of it, or by its manifest alone. Nothing here writes. */
@NullMarked
package dev.coppice.prune.internal.archives;

import org.jspecify.annotations.NullMarked;
