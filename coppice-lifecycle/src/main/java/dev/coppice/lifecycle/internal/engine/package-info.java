/** Teardowns: plan, fence, journal, lease, order of steps, retries. Nothing here knows what a step does. */
@NullMarked
package dev.coppice.lifecycle.internal.engine;

import org.jspecify.annotations.NullMarked;
