/** A policy held against the database: is its condition one expression, is its age a time, which rows are meant. */
@NullMarked
package dev.coppice.prune.internal.policy;

import org.jspecify.annotations.NullMarked;
