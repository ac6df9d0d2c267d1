/** Templates with {id} in them, as SQL and as names. */
@NullMarked
package dev.coppice.lifecycle.internal.sql;

import org.jspecify.annotations.NullMarked;
