/**
 * An example platform with tenants, sessions and every awkward shape a real schema has, with a seeded generator of data.
 */
@NullMarked
package dev.coppice.examples.graphplatform;

import org.jspecify.annotations.NullMarked;
