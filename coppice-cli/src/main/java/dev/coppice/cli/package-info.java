/**
 * The {@code coppice} command: parses, picks a target, calls an engine, prints. Decisions about data live below.
 */
@NullMarked
package dev.coppice.cli;

import org.jspecify.annotations.NullMarked;
