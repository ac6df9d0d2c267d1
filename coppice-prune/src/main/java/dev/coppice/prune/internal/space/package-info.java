/** What a campaign has given back, and what it has made usable again: sizes before and after, and the vacuum in between. */
@NullMarked
package dev.coppice.prune.internal.space;

import org.jspecify.annotations.NullMarked;
