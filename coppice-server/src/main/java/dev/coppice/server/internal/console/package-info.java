/**
 * The console: pages, the numbers on them, and how they are counted without burdening the database. Knows no HTTP library.
 */
@NullMarked
package dev.coppice.server.internal.console;

import org.jspecify.annotations.NullMarked;
