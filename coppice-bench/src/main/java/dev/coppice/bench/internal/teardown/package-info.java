/**
 * Teardowns of empty resources, by several nodes against one.
 */
@NullMarked
package dev.coppice.bench.internal.teardown;

import org.jspecify.annotations.NullMarked;
