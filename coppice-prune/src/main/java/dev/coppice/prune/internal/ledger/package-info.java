/** What a campaign has done and where it stands, in the tables of schema {@code coppice}. Nothing here decides anything. */
@NullMarked
package dev.coppice.prune.internal.ledger;

import org.jspecify.annotations.NullMarked;
