/** The store in a folder of this machine. */
@NullMarked
package dev.coppice.archive.internal.folder;

import org.jspecify.annotations.NullMarked;
