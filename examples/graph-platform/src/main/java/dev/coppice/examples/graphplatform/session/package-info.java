/** What the platform writes to sessions: one final class per verb, each of which makes specs and runs none. */
@NullMarked
package dev.coppice.examples.graphplatform.session;

import org.jspecify.annotations.NullMarked;
