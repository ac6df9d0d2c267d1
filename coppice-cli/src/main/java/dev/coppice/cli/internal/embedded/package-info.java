/**
 * The PostgreSQL that {@code coppice up} brings along: unpacked once, kept across restarts, owned by one living process at
 * a time. Nothing here knows what is stored in it.
 */
@NullMarked
package dev.coppice.cli.internal.embedded;

import org.jspecify.annotations.NullMarked;
