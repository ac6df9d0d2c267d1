/** The example's graphs taken down for real and brought back: the lifecycle and the example together, and nothing else. */
@NullMarked
package dev.coppice.graphteardown;

import org.jspecify.annotations.NullMarked;
