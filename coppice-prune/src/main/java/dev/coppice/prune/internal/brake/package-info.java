/** What slows or stops a campaign while it runs: signals read beside its chunks, and what they add up to. Writes nothing. */
@NullMarked
package dev.coppice.prune.internal.brake;

import org.jspecify.annotations.NullMarked;
