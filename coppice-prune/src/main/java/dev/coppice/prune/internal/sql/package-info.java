/**
 * The exact statements of a chunk, as text. The plan shows them and the campaign runs them; nothing here runs anything.
 * What differs from chunk to chunk (keys, cursor, horizon, limit) is in settings of the transaction, so that the texts are
 * the same for every chunk and need no parameter, which COPY would not take.
 */
@NullMarked
package dev.coppice.prune.internal.sql;

import org.jspecify.annotations.NullMarked;
