/** What the platform writes to virtual folders: one final class per verb. */
@NullMarked
package dev.coppice.examples.graphplatform.folder;

import org.jspecify.annotations.NullMarked;
