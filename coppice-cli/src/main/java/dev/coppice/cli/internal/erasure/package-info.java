/** The commands that erase subjects, and show and check what proves it. */
@NullMarked
package dev.coppice.cli.internal.erasure;

import org.jspecify.annotations.NullMarked;
