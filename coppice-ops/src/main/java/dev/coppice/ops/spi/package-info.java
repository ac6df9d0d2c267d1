/** What an application may plug into ops: where their figures go, and how a retry waits. */
@NullMarked
package dev.coppice.ops.spi;

import org.jspecify.annotations.NullMarked;
