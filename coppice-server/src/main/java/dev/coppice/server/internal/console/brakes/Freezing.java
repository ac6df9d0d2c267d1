package dev.coppice.server.internal.console.brakes;

import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.server.internal.console.Place;
import dev.coppice.server.internal.control.Guards;

/**
 * Stops everything in a database and lets it go on, for whichever page asks for it. Safe for any thread.
 *
 * @param place which database
 * @param guards changes its freeze
 */
public record Freezing(Place place, Guards guards) {
    /** Stops everything; what there is to say of it. */
    public String freeze(Act act) {
        guards.change(db -> {
            Freeze.in(db).freeze(act);
            return act;
        });
        return "Everything" + place.in() + " is frozen: nothing begins to delete" + (place.named() ? " there" : "")
                + " until it is unfrozen.";
    }

    /** Lets it go on; what there is to say of it. */
    public String unfreeze(Act act) {
        guards.change(db -> {
            Freeze.in(db).unfreeze(act);
            return act;
        });
        return (place.named() ? place.target() : "It") + " is unfrozen: what waited goes on.";
    }
}
