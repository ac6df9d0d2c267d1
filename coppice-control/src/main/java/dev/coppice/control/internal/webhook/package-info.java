/**
 * The delivery of notifications: the claim of a row, the signed request, the record of how it ended. What is worth notifying
 * is decided elsewhere.
 */
@NullMarked
package dev.coppice.control.internal.webhook;

import org.jspecify.annotations.NullMarked;
