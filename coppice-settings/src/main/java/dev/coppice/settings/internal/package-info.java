/**
 * Puts the parts of the module together. What each does lives in the packages below.
 */
@NullMarked
package dev.coppice.settings.internal;

import org.jspecify.annotations.NullMarked;
