package dev.coppice.server.internal.console;

import dev.coppice.server.Role;
import java.util.Optional;
import java.util.stream.Stream;

/** The groups of pages that the navigation leads to, in its order. */
public enum Section {
    /** The databases of a server that has several. */
    TARGETS("Databases", "/targets", Role.VIEWER, Reach.ALL),
    /** Everything in numbers. */
    OVERVIEW("Overview", "/", Role.VIEWER, Reach.EACH),
    /** Rules of what is deleted when. */
    POLICIES("Policies", "/policies", Role.VIEWER, Reach.EACH),
    /** Runs of those rules. */
    CAMPAIGNS("Campaigns", "/campaigns", Role.VIEWER, Reach.EACH),
    /** Where deleted rows are. */
    ARCHIVES("Archives", "/archives", Role.VIEWER, Reach.EACH),
    /** Subjects that were erased. */
    ERASURES("Erasures", "/erasures", Role.VIEWER, Reach.HOME),
    /** What would hurt. */
    DOCTOR("Doctor", "/doctor", Role.VIEWER, Reach.EACH),
    /** What stops all that. */
    BRAKES("Brakes", "/brakes", Role.VIEWER, Reach.EACH),
    /** Things with a lifecycle. */
    RESOURCES("Resources", "/resources", Role.VIEWER, Reach.HOME),
    /** What takes them down. */
    TEARDOWNS("Teardowns", "/teardowns", Role.VIEWER, Reach.HOME),
    /** What is kept of them. */
    BACKUPS("Backups", "/backups", Role.VIEWER, Reach.HOME),
    /** Names that scopes say something of. */
    SETTINGS("Settings", "/settings", Role.ADMIN, Reach.HOME),
    /** What was done, by whom and why. */
    AUDIT("Audit", "/audit", Role.ADMIN, Reach.EACH),
    /** What servers do by themselves. */
    JOBS("Jobs", "/jobs", Role.VIEWER, Reach.HOME);

    private final String label;
    private final String address;
    private final Role least;
    private final Reach reach;

    /** Which of a server's databases have a section. */
    public enum Reach {
        /** Each of them. */
        EACH,
        /** The server's own. */
        HOME,
        /** It is about all of them together; there is none where a server has one database. */
        ALL
    }

    Section(String label, String address, Role least, Reach reach) {
        this.label = label;
        this.address = address;
        this.least = least;
        this.reach = reach;
    }

    /** The section a page lies in by its address. */
    static Optional<Section> of(String page) {
        return Stream.of(values()).filter(section -> section.holds(page)).findFirst();
    }

    /** What the navigation calls it. */
    public String label() {
        return label;
    }

    /** The address of its first page. */
    public String address() {
        return address;
    }

    /** The least role that sees it. */
    public Role least() {
        return least;
    }

    /** Which databases have it. */
    public Reach reach() {
        return reach;
    }

    private boolean holds(String page) {
        return page.equals(address) || page.startsWith(address + "/") || page.startsWith(address + "?");
    }
}
