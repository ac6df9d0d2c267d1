package dev.coppice.server.internal.console;

import dev.coppice.ops.Fault;
import dev.coppice.server.internal.targets.Mount;
import dev.coppice.server.internal.targets.TargetFaults;
import java.util.List;

/**
 * Which of a server's databases pages are about, and the one place that knows where its pages lie: those of the home at the root,
 * those of every other target under its name. Pages and templates hold addresses as if there were one database, and give them here.
 * A value for any thread.
 *
 * @param target the target's name; empty on a server with one database, and for pages that are about no single one
 * @param home the name of the server's own database among its targets
 * @param targets the names of all targets, in the order of the file; empty on a server with one database
 */
public record Place(String target, String home, List<String> targets) {
    /** The one database of a server without targets. */
    public static final Place ONLY = new Place("", "", List.of());

    /** Copies the list. */
    public Place {
        targets = List.copyOf(targets);
    }

    /** Another database of the same server. */
    public Place of(String other) {
        return new Place(other, home, targets);
    }

    /** What is about all of them, and lies at the root. */
    public Place ofAll() {
        return of("");
    }

    /** Whether there are several, so that pages must say which one they are about. */
    public boolean several() {
        return !targets.isEmpty();
    }

    /** Whether pages are about one of several. */
    public boolean named() {
        return !target.isEmpty();
    }

    /** Whether pages lie at the root, with all that only the home has. */
    public boolean root() {
        return !named() || target.equals(home);
    }

    /** Where a page lies, or the target of a form or a stream. */
    public String at(String address) {
        return root() ? address : Mount.address(target, address.equals("/") ? "" : address);
    }

    /** Where a page lies. */
    public Address at(Address address) {
        return new Address(at(address.text()));
    }

    /** Where the first page of a section lies. */
    public String at(Section section) {
        return section.reach() == Section.Reach.EACH ? at(section.address()) : section.address();
    }

    /** Whether there is such a page of this database: what only the home has is shown nowhere else. */
    public boolean has(String address) {
        return root()
                || Section.of(address)
                        .filter(section -> section.reach() == Section.Reach.EACH)
                        .isPresent();
    }

    /** Whether its pages have a section. */
    public boolean has(Section section) {
        return switch (section.reach()) {
            case EACH -> true;
            case HOME -> root();
            case ALL -> several();
        };
    }

    /** A thing by its name, and in which of several databases: what a person types to destroy it. */
    public String naming(String thing) {
        return named() ? target + "/" + thing : thing;
    }

    /** Why something was refused: commands that are to be run act on the same database as the page. */
    public Fault told(Fault fault) {
        return root() ? fault : TargetFaults.told(target, fault);
    }

    /** In which of several databases, with a blank before it; nothing where there is one. */
    public String in() {
        return named() ? " in " + target : "";
    }
}
