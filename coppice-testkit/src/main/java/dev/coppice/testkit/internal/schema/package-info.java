/**
 * Reads the catalogue for what a schema lacks. Not an API: it changes without notice.
 */
@NullMarked
package dev.coppice.testkit.internal.schema;

import org.jspecify.annotations.NullMarked;
