/** Resources found, listed, suspended, brought back, entered. Nothing here takes anything down. */
@NullMarked
package dev.coppice.lifecycle.internal.resource;

import org.jspecify.annotations.NullMarked;
