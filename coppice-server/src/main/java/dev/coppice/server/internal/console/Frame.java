package dev.coppice.server.internal.console;

import dev.coppice.server.Role;
import dev.coppice.server.internal.access.Principal;
import dev.coppice.server.internal.http.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param sent the form that this page refuses; null for none
 */
public record Frame(
        String title,
        Site site,
        Principal.@Nullable Person person,
        @Nullable Section section,
        boolean live,
        Request.@Nullable SentForm sent) {
    private static final int OK = 200;
    private static final int FIRST_REFUSAL = 400;

    /**
     * What all pages share.
     *
     * @param instance the server's name
     * @param assets the files pages refer to
     * @param place which database the pages are about
     */
    public record Site(String instance, Assets assets, Place place) {
        /** Pages about the one database of a server. */
        public Site(String instance, Assets assets) {
            this(instance, assets, Place.ONLY);
        }

        /** The same, with pages about this database. */
        public Site on(Place other) {
            return new Site(instance, assets, other);
        }
    }

    /** The frame of a page of {@code section}, for whoever makes the request. */
    public static Frame of(Section section, String title, Site site, Request request) {
        return of(section, title, site, request, OK);
    }

    /** The same for a page of this status: a form is answered by one that refuses it, and by no other. */
    public static Frame of(Section section, String title, Site site, Request request, int status) {
        var person = request.principal() instanceof Principal.Person someone ? someone : null;
        var sent = status >= FIRST_REFUSAL ? request.sent().orElse(null) : null;
        return new Frame(title, site, person, section, false, sent);
    }

    /** The frame of a page that needs no session. */
    public static Frame bare(String title, Site site) {
        return new Frame(title, site.on(site.place().ofAll()), null, null, false, null);
    }

    /** The same, for a page that refreshes itself. */
    public Frame refreshing() {
        return new Frame(title, site, person, section, true, sent);
    }

    /** Whether this page answers that very form, which was refused: a person corrects it, and types nothing twice. */
    public boolean answers(ActForm form) {
        return sent != null
                && sent.action().equals(site.place().at(form.action()))
                && sent.fields().entrySet().containsAll(form.hidden().entrySet());
    }

    /** What stands in a field of a form: what was typed where this page answers it, else {@code value}. */
    public String typed(ActForm form, String name, String value) {
        return sent != null && answers(form) ? printable(sent.fields().getOrDefault(name, "")) : value;
    }

    /** Whether a box of a form was ticked, where this page answers it. */
    public boolean ticked(ActForm form, ActForm.Field box) {
        return sent != null && answers(form) && box.value().equals(sent.fields().get(box.name()));
    }

    private static String printable(String text) {
        return text.chars().anyMatch(Character::isISOControl) ? "" : text;
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
        return Stream.of(Section.values())
                .filter(one -> site.place().has(one) && may(one.least()))
                .toList();
    }

    /** How the navigation marks a section; null for one that is not the page's. */
    public @Nullable String mark(Section one) {
        return one == section ? "page" : null;
    }

    /** Which database the page is about. */
    public Place place() {
        return site.place();
    }

    /** Where a page of the same database lies. */
    public String at(String address) {
        return site.place().at(address);
    }

    /** Whether an address leads to a page of the same database. */
    public boolean leads(String address) {
        return !address.isEmpty() && site.place().has(address);
    }

    /** What a button does, and in which of several databases: nobody acts on one in the belief that it is another. */
    public String label(ActForm form) {
        return form.label() + site.place().in();
    }

    /** Where the other databases show what this page shows, by their names; none where there is one. */
    public Map<String, String> elsewhere() {
        var same = section == null || section.reach() != Section.Reach.EACH ? Section.OVERVIEW : section;
        var others = new LinkedHashMap<String, String>();
        site.place().targets().stream()
                .map(site.place()::of)
                .filter(other -> !other.equals(site.place()))
                .forEach(other -> others.put(other.target(), other.at(same)));
        return others;
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
