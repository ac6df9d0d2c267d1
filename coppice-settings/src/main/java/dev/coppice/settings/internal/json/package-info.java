/**
 * JSON objects as values: read strictly, written compactly, within bounds. Jackson is named here and where schemas are
 * validated, and shows in no signature of the root package. Knows no database.
 */
@NullMarked
package dev.coppice.settings.internal.json;

import org.jspecify.annotations.NullMarked;
