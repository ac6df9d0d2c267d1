/** What starts work by itself, and why it did or did not. */
@NullMarked
package dev.coppice.lifecycle.internal.sensor;

import org.jspecify.annotations.NullMarked;
