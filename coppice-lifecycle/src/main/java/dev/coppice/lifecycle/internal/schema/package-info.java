/**
 * Schemas of a resource's own: described as statements that make them again, put back, and compared. Names of what belongs to
 * the schema stand in the statements without it, so that they also make a copy under another name. Knows no backups.
 */
@NullMarked
package dev.coppice.lifecycle.internal.schema;

import org.jspecify.annotations.NullMarked;
