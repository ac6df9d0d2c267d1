/**
 * The commands {@code settings …}: definitions, allow list, fragments, merged reads and the scopes they know. What settings are
 * lives in {@code dev.coppice.settings}.
 */
@NullMarked
package dev.coppice.cli.internal.settings;

import org.jspecify.annotations.NullMarked;
