/**
 * Which database a command works on: parses addresses, chooses the target, finds a running {@code up}, and turns a
 * refused connection into advice.
 */
@NullMarked
package dev.coppice.cli.internal.connect;

import org.jspecify.annotations.NullMarked;
