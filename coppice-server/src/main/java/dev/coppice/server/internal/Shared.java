package dev.coppice.server.internal;

import dev.coppice.server.internal.access.Gatekeeper;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.control.Guards;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.lifecycle.LifecycleHost;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.targets.Ground;
import dev.coppice.settings.Settings;
import java.util.List;

/**
 * What routes and jobs of a server work with.
 *
 * @param home its database, for calls that are short
 * @param site what pages share
 * @param gatekeeper tells who asks
 * @param settings the settings of its database
 * @param lifecycle its kinds
 * @param pruning its policies
 * @param guards changes holds and freeze
 * @param grounds what it has of each target, its home among them; empty where it has no targets
 */
record Shared(
        HomeDatabase home,
        Frame.Site site,
        Gatekeeper gatekeeper,
        Settings settings,
        LifecycleHost lifecycle,
        PruningHost pruning,
        Guards guards,
        List<Ground> grounds) {
    /** Copies the list. */
    Shared {
        grounds = List.copyOf(grounds);
    }
}
