/**
 * The machinery of the test kit. Not an API: it changes without notice.
 */
@NullMarked
package dev.coppice.testkit.internal;

import org.jspecify.annotations.NullMarked;
