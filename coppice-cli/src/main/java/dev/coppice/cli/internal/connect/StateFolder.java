package dev.coppice.cli.internal.connect;

import java.nio.file.Path;
import java.util.Map;

/** Where a user's Coppice keeps what must survive a restart. */
public final class StateFolder {
    private StateFolder() {}

    /** COPPICE_STATE, else the platform's folder for program state. */
    public static Path of(Map<String, String> environment) {
        var named = environment.get("COPPICE_STATE");
        if (named != null && !named.isBlank()) {
            return Path.of(named).toAbsolutePath();
        }
        // HOME before user.home, which is read from the system's list of users and cannot be set for one run.
        var home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        if (System.getProperty("os.name").startsWith("Mac")) {
            return home.resolve("Library/Application Support/coppice");
        }
        var xdg = environment.get("XDG_STATE_HOME");
        return (xdg == null || xdg.isBlank() ? home.resolve(".local/state") : Path.of(xdg)).resolve("coppice");
    }
}
