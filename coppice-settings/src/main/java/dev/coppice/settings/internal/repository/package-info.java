/**
 * Definitions, allow list, fragments and scopes on the operations of {@code dev.coppice.ops}. Merges nothing.
 */
@NullMarked
package dev.coppice.settings.internal.repository;

import org.jspecify.annotations.NullMarked;
