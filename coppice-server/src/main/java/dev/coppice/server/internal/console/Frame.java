package dev.coppice.server.internal.console;

import dev.coppice.server.Role;
import dev.coppice.server.internal.access.Principal;
import org.jspecify.annotations.Nullable;

/**
 * What stands around every page.
 *
 * @param title the page's name
 * @param site what all pages share
 * @param person who looks at it; null without session
 * @param live whether the page refreshes itself
 */
public record Frame(String title, Site site, Principal.@Nullable Person person, boolean live) {
    /**
     * What all pages share.
     *
     * @param instance the server's name
     * @param assets the files pages refer to
     */
    public record Site(String instance, Assets assets) {}

    /** Whether an admin looks at it. */
    public boolean administers() {
        return person != null && person.granted() == Role.ADMIN;
    }

    /** The server's name. */
    public String instance() {
        return site.instance();
    }

    /** The address of a file, which changes when the file does. */
    public String asset(String name) {
        return site.assets().address(name);
    }
}
