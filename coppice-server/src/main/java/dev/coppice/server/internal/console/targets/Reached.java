package dev.coppice.server.internal.console.targets;

import dev.coppice.prune.Policy;
import dev.coppice.server.document.Glance;
import dev.coppice.server.document.TargetDocument.Found;
import dev.coppice.server.internal.console.OverviewReader;
import dev.coppice.server.internal.console.Place;
import dev.coppice.server.internal.console.brakes.Freezing;
import dev.coppice.server.internal.targets.Ground;
import java.util.List;

/**
 * One of several databases, as the page of all of them reaches it. Safe for any thread.
 *
 * @param ground what the server has of it
 * @param place where its pages lie
 * @param overview counts what waits there for a person
 */
public record Reached(Ground ground, Place place, OverviewReader overview) {
    /** Its name. */
    String name() {
        return ground.target();
    }

    /** The policies that run in it. */
    List<Policy> policies() {
        return ground.pruning().policies();
    }

    /** Looks at it. */
    Found look() {
        return new Glance(ground.database().source(), ground.database()::transaction).look();
    }

    /** Stops everything in it. */
    Freezing freezing() {
        return new Freezing(place, ground.guards());
    }
}
