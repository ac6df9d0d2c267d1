package dev.coppice.lifecycle;

import dev.coppice.control.Key;
import java.util.Optional;

/**
 * A statement of the user's own, in a transaction of its own. A value for any thread.
 *
 * @param run the statement, with {@code {id}} in it
 * @param left a query for one number: how much it has still to do
 * @param undo the statement that a restore runs; left out, a restore says that this does not come back
 */
public record SqlStepConfig(
        @Key("The statement, with {id} in it.") String run,

        @Key("A query for one number: how much it has still to do.")
        String left,

        @Key("The statement that a restore runs.") Optional<String> undo) {}
