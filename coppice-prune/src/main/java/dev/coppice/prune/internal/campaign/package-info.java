/**
 * Runs campaigns: who works on one, chunk after chunk, what is tried again, and how it comes to an end or to a stop. What a
 * chunk does is not known here.
 */
@NullMarked
package dev.coppice.prune.internal.campaign;

import org.jspecify.annotations.NullMarked;
