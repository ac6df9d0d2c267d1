package dev.coppice.server.internal.console;

import dev.coppice.server.Role;

/** The groups of pages that the navigation leads to, in its order. */
public enum Section {
    /** Everything in numbers. */
    OVERVIEW("Overview", "/", Role.VIEWER),
    /** Rules of what is deleted when. */
    POLICIES("Policies", "/policies", Role.VIEWER),
    /** Runs of those rules. */
    CAMPAIGNS("Campaigns", "/campaigns", Role.VIEWER),
    /** Where deleted rows are. */
    ARCHIVES("Archives", "/archives", Role.VIEWER),
    /** Subjects that were erased. */
    ERASURES("Erasures", "/erasures", Role.VIEWER),
    /** What would hurt. */
    DOCTOR("Doctor", "/doctor", Role.VIEWER),
    /** What stops all that. */
    BRAKES("Brakes", "/brakes", Role.VIEWER),
    /** Things with a lifecycle. */
    RESOURCES("Resources", "/resources", Role.VIEWER),
    /** What takes them down. */
    TEARDOWNS("Teardowns", "/teardowns", Role.VIEWER),
    /** What is kept of them. */
    BACKUPS("Backups", "/backups", Role.VIEWER),
    /** Names that scopes say something of. */
    SETTINGS("Settings", "/settings", Role.ADMIN),
    /** What was done, by whom and why. */
    AUDIT("Audit", "/audit", Role.ADMIN),
    /** What servers do by themselves. */
    JOBS("Jobs", "/jobs", Role.VIEWER);

    private final String label;
    private final String address;
    private final Role least;

    Section(String label, String address, Role least) {
        this.label = label;
        this.address = address;
        this.least = least;
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
}
