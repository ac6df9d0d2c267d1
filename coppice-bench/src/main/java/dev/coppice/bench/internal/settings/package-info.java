/**
 * Settings: merged reads against selects by hand, and fragments written together against one by one.
 */
@NullMarked
package dev.coppice.bench.internal.settings;

import org.jspecify.annotations.NullMarked;
