/** What a graph has outside the database, for trying a teardown: objects in a folder, and grants at a provider. */
@NullMarked
package dev.coppice.examples.graphplatform.outside;

import org.jspecify.annotations.NullMarked;
