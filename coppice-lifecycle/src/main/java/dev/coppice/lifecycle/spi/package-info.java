/** What a step of a teardown, a holder of signing keys and a backup are to each other: for adapters of your own. */
@NullMarked
package dev.coppice.lifecycle.spi;

import org.jspecify.annotations.NullMarked;
