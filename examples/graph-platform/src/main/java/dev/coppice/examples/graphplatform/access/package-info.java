/** What the platform writes to scope associations, and how other entities' specs name them. */
@NullMarked
package dev.coppice.examples.graphplatform.access;

import org.jspecify.annotations.NullMarked;
