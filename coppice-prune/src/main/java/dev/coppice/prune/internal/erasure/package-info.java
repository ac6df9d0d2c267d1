/** The erasure of one subject: its map held against the catalogue, its record, the last look, the receipt. Deleting is a campaign's. */
@NullMarked
package dev.coppice.prune.internal.erasure;

import org.jspecify.annotations.NullMarked;
