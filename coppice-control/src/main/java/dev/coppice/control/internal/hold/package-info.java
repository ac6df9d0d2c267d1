/**
 * How holds are stored and how a row's key is spelled. Who may place one, and what follows, is decided by {@code Holds}.
 */
@NullMarked
package dev.coppice.control.internal.hold;

import org.jspecify.annotations.NullMarked;
