/** The pages about policies, campaigns and archives: what they show, and what their forms do. */
@NullMarked
package dev.coppice.server.internal.console.pruning;

import org.jspecify.annotations.NullMarked;
