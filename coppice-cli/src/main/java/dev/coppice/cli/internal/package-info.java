/**
 * The machinery of the command: the choice of target, what is printed, exit codes. Not an API: it changes without notice.
 */
@NullMarked
package dev.coppice.cli.internal;

import org.jspecify.annotations.NullMarked;
