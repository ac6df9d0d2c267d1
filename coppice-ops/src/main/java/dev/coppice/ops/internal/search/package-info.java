/** From a searcher, scopes and a page to one statement, and from its answer to a page with cursors. */
@NullMarked
package dev.coppice.ops.internal.search;

import org.jspecify.annotations.NullMarked;
