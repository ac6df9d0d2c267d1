/**
 * How the example is installed and filled, step by step. Not an API: it changes without notice.
 */
@NullMarked
package dev.coppice.examples.graphplatform.internal;

import org.jspecify.annotations.NullMarked;
