/**
 * Pruning with Hibernate, to be measured beside campaigns. Apart, so that nothing that is shipped depends on it.
 */
@NullMarked
package dev.coppice.bench.peers;

import org.jspecify.annotations.NullMarked;
