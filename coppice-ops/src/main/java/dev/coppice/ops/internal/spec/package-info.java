/** What all specs are made of: assignments of columns, the gate and the expectations. */
@NullMarked
package dev.coppice.ops.internal.spec;

import org.jspecify.annotations.NullMarked;
