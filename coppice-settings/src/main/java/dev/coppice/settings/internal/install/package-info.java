/** The tables of settings in a schema of the user's choice. */
@NullMarked
package dev.coppice.settings.internal.install;

import org.jspecify.annotations.NullMarked;
