/**
 * How the schema {@code coppice} is read, created and migrated. Flyway is named in one class here and nowhere else; what an
 * engine does with the tables lives in the other packages.
 */
@NullMarked
package dev.coppice.control.internal.schema;

import org.jspecify.annotations.NullMarked;
