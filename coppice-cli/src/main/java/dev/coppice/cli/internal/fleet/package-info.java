/**
 * Several databases asked the same: in parallel, each on its own, and what they answered as one answer. Commands stay outside,
 * and so does how a database is found.
 */
@NullMarked
package dev.coppice.cli.internal.fleet;

import org.jspecify.annotations.NullMarked;
