/** Backups: taken from one snapshot, read back, hosted, expired, restored. Nothing here decides when. */
@NullMarked
package dev.coppice.lifecycle.internal.backup;

import org.jspecify.annotations.NullMarked;
