/**
 * Policies that run by themselves: their due times, and what becomes of each. Campaigns are begun here and carried on elsewhere.
 */
@NullMarked
package dev.coppice.server.internal.schedule;

import org.jspecify.annotations.NullMarked;
