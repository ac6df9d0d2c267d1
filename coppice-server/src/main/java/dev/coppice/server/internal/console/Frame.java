package dev.coppice.server.internal.console;

import dev.coppice.server.Role;
import dev.coppice.server.internal.access.Principal;
import dev.coppice.server.internal.http.Request;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands around every page.
 *
 * @param title the page's name
 * @param site what all pages share
 * @param person who looks at it; null without session
 * @param section where it belongs; null for a page outside the navigation
 * @param live whether the page refreshes itself
 */
public record Frame(
        String title,
        Site site,
        Principal.@Nullable Person person,
        @Nullable Section section,
        boolean live) {
    /**
     * What all pages share.
     *
     * @param instance the server's name
     * @param assets the files pages refer to
     */
    public record Site(String instance, Assets assets) {}

    /** The frame of a page of {@code section}, for whoever makes the request. */
    public static Frame of(Section section, String title, Site site, Request request) {
        var person = request.principal() instanceof Principal.Person someone ? someone : null;
        return new Frame(title, site, person, section, false);
    }

    /** The frame of a page that needs no session. */
    public static Frame bare(String title, Site site) {
        return new Frame(title, site, null, null, false);
    }

    /** The same, for a page that refreshes itself. */
    public Frame refreshing() {
        return new Frame(title, site, person, section, true);
    }

    /** Whether the person who looks has at least a role. */
    public boolean may(Role least) {
        return person != null && person.granted().includes(least);
    }

    /** Those of some acts that the person who looks may do. */
    public List<ActForm> offered(List<ActForm> acts) {
        return acts.stream().filter(act -> may(act.least())).toList();
    }

    /** A key for one form of one rendering, so that what is sent twice is done once. */
    public String once() {
        return UUID.randomUUID().toString();
    }

    /** What the navigation offers. */
    public List<Section> sections() {
        return Stream.of(Section.values()).filter(one -> may(one.least())).toList();
    }

    /** How the navigation marks a section; null for one that is not the page's. */
    public @Nullable String mark(Section one) {
        return one == section ? "page" : null;
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
