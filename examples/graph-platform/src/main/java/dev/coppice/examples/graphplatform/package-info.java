/**
 * An example platform with tenants, sessions and every awkward shape a real schema has, with a seeded generator of data.
 * What installs and fills it is here; how, is in {@code internal}; the tables and rows themselves are SQL resources.
 */
@NullMarked
package dev.coppice.examples.graphplatform;

import org.jspecify.annotations.NullMarked;
