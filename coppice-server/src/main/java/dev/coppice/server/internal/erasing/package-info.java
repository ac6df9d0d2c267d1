/**
 * Subjects that servers erase: what is asked over HTTP, and what is ended though nobody asks. Their campaigns are carried on with
 * those of policies. The key of a subject comes in bodies alone and goes into {@code coppice.erasure} alone.
 */
@NullMarked
package dev.coppice.server.internal.erasing;

import org.jspecify.annotations.NullMarked;
