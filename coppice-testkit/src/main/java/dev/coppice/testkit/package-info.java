/**
 * A real PostgreSQL for every test, races driven step by step, and faults on demand. Depends on no other module of
 * Coppice, so every module can be tested with it.
 */
@NullMarked
package dev.coppice.testkit;

import org.jspecify.annotations.NullMarked;
