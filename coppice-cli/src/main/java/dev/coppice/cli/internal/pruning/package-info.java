/**
 * How plans, findings and campaigns read, as text and as documents, and how the command follows a campaign. Nothing here
 * decides what is deleted.
 */
@NullMarked
package dev.coppice.cli.internal.pruning;

import org.jspecify.annotations.NullMarked;
