/** The steps that are built in. Each knows one store and no other step. */
@NullMarked
package dev.coppice.lifecycle.internal.step;

import org.jspecify.annotations.NullMarked;
