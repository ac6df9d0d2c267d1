/** What PostgreSQL's catalogue knows of tables, their keys and the foreign keys between them. Nothing here writes. */
@NullMarked
package dev.coppice.ops.internal.catalogue;

import org.jspecify.annotations.NullMarked;
