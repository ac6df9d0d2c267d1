/**
 * What a value may be: its size, and what its JSON Schema says. Knows no database.
 */
@NullMarked
package dev.coppice.settings.internal.value;

import org.jspecify.annotations.NullMarked;
