/**
 * The connections of a proxy and the line that delays what they carry. Not an API: it changes without notice.
 */
@NullMarked
package dev.coppice.testkit.internal.link;

import org.jspecify.annotations.NullMarked;
