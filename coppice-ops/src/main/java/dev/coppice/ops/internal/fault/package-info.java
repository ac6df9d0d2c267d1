/** From what the driver says to what Coppice says; nothing else reads a SQLSTATE. */
@NullMarked
package dev.coppice.ops.internal.fault;

import org.jspecify.annotations.NullMarked;
