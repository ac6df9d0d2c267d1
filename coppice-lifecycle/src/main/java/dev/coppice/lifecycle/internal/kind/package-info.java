/** Kinds as declared, on their tables: statuses, fences, ends, children. Nothing here takes anything down. */
@NullMarked
package dev.coppice.lifecycle.internal.kind;

import org.jspecify.annotations.NullMarked;
