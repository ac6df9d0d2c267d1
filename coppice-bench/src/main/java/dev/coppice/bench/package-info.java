/**
 * Benchmarks, each printed as a ratio against plain SQL of the same run.
 */
@NullMarked
package dev.coppice.bench;

import org.jspecify.annotations.NullMarked;
