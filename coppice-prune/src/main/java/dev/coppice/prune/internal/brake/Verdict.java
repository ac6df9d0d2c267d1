package dev.coppice.prune.internal.brake;

import dev.coppice.prune.BrakeName;
import java.util.List;

/**
 * What all brakes say together.
 *
 * @param held those that hold
 * @param pending whether one that was just put on has not been read yet: nothing goes on before it has
 */
public record Verdict(List<Held> held, boolean pending) {
    /** Copies the list. */
    public Verdict {
        held = List.copyOf(held);
    }

    /** Whether no chunk may begin. */
    public boolean stops() {
        return pending || held.stream().anyMatch(each -> !each.brake().slows());
    }

    /** Whether chunks shall have pauses between them. */
    public boolean slows() {
        return held.stream().anyMatch(each -> each.brake().slows());
    }

    /** The brakes that hold. */
    public List<BrakeName> names() {
        return held.stream().map(Held::brake).sorted().toList();
    }
}
