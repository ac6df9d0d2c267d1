package dev.coppice.server.internal.console.brakes;

import dev.coppice.server.Role;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Place;

/** The forms that stop everything in a database and let it go on, wherever they stand. */
public final class FreezeForms {
    private FreezeForms() {}

    /** Stops everything in {@code place}. */
    public static ActForm freeze(Place place, String label, String action) {
        return ActForm.of(label, action, stops(place) + (place.several() ? " No other database is frozen by it." : ""));
    }

    /** Lets everything in {@code place} go on. */
    public static ActForm unfreeze(Place place, String label, String action) {
        return ActForm.of(label, action, goesOn(place)).least(Role.ADMIN);
    }

    private static String stops(Place place) {
        return "No campaign" + place.in() + " begins another chunk"
                + (place.root() ? " and no teardown another step, on any server." : ", on any server.")
                + " What is under way ends first. They go on by themselves once an admin unfreezes.";
    }

    private static String goesOn(Place place) {
        return "Campaigns" + (place.root() ? " and teardowns" : "") + place.in()
                + " that wait go on at once. Holds stay as they are.";
    }
}
