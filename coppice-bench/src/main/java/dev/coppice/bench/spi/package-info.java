/**
 * What can be put beside the benchmarks: other tools, which are too heavy to come along with the command.
 */
@NullMarked
package dev.coppice.bench.spi;

import org.jspecify.annotations.NullMarked;
