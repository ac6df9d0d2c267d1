/** What a store of archives and a source of keys must do. Nothing here knows rows, tables or PostgreSQL. */
@NullMarked
package dev.coppice.archive.spi;

import org.jspecify.annotations.NullMarked;
