/**
 * Machinery shared by the modules of Coppice. Not an API: it changes without notice.
 */
@NullMarked
package dev.coppice.ops.internal;

import org.jspecify.annotations.NullMarked;
