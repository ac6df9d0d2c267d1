/** Templates with {id} in them, as SQL and as names; and the transactions of this module's own. */
@NullMarked
package dev.coppice.lifecycle.internal.sql;

import org.jspecify.annotations.NullMarked;
