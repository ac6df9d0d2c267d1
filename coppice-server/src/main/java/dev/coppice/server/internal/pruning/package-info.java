/** What policies do, over HTTP and by the server itself. */
@NullMarked
package dev.coppice.server.internal.pruning;

import org.jspecify.annotations.NullMarked;
