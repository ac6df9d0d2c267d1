/**
 * The long-running half of the command: what {@code up} and {@code serve} start, in which order, and how it stops. What is
 * served lives in the server module.
 */
@NullMarked
package dev.coppice.cli.internal.serving;

import org.jspecify.annotations.NullMarked;
