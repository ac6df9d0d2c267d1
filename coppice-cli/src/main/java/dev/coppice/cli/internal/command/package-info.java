/**
 * One class for each command: its options, the engine it calls, and how its answer reads. Nothing here decides about data.
 */
@NullMarked
package dev.coppice.cli.internal.command;

import org.jspecify.annotations.NullMarked;
