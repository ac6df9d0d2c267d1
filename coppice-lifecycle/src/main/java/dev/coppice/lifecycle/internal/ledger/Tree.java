package dev.coppice.lifecycle.internal.ledger;

import dev.coppice.lifecycle.ResourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An operation with all that were begun together with it: it never changes. Parents have lower numbers than their children. A
 * value for any thread.
 *
 * @param members all of them by number, the root first
 */
public record Tree(List<Member> members) {
    /** Copies the list. */
    public Tree {
        members = List.copyOf(members);
    }

    /** The numbers of all. */
    public List<Long> ids() {
        return members.stream().map(Member::id).toList();
    }

    /** The number of the one that belongs to no other. */
    public long root() {
        return members.getFirst().id();
    }

    /** An operation with those it belongs to, the root first. */
    public List<Member> lineage(long id) {
        var lineage = new ArrayList<Member>();
        var wanted = Optional.of(id);
        for (var member : members.reversed()) {
            if (wanted.equals(Optional.of(member.id()))) {
                lineage.addFirst(member);
                wanted = member.parent();
            }
        }
        return List.copyOf(lineage);
    }

    /**
     * One of them.
     *
     * @param id its number
     * @param parent the number of the one it belongs to
     * @param resource what it takes down
     */
    public record Member(long id, Optional<Long> parent, ResourceId resource) {}
}
