/** The command as a user runs it: the launcher, in processes of its own. */
@NullMarked
package dev.coppice.acceptance;

import org.jspecify.annotations.NullMarked;
