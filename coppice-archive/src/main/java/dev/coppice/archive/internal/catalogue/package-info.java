/** What the catalogue of PostgreSQL says of a table. */
@NullMarked
package dev.coppice.archive.internal.catalogue;

import org.jspecify.annotations.NullMarked;
