/**
 * How the parts of the server are put together.
 */
@NullMarked
package dev.coppice.server.internal;

import org.jspecify.annotations.NullMarked;
