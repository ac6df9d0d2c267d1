package dev.coppice.settings.internal.read;

import dev.coppice.settings.Scope;
import dev.coppice.settings.internal.scope.Change;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which settings have changed, and when that was seen, in ticks. Whoever loads an answer reads the tick before the load begins.
 * A change the load has not seen is committed after that, so it is marked with a later tick, and the answer is out of date
 * from then on. A change that was marked before was there to be seen. Safe for any thread;
 * marks are made one after another, so that no earlier one takes the place of a later one.
 */
final class Marks {
    private static final int MOST = 10_000;

    private final AtomicLong tick = new AtomicLong();
    private final Map<Change, Long> marked = new ConcurrentHashMap<>();
    private volatile long everything;

    /** To be read before a load begins. */
    long now() {
        return tick.get();
    }

    synchronized void markEverything() {
        everything = tick.incrementAndGet();
        marked.clear();
    }

    synchronized void mark(Change change) {
        if (change.isEverything() || marked.size() >= MOST) {
            markEverything();
        } else {
            marked.put(change, tick.incrementAndGet());
        }
    }

    /** Whether an answer loaded at a tick is what a load would give, as far as changes were seen. */
    boolean isCurrent(long loaded, List<Scope> scopes, String name) {
        return isCurrent(loaded)
                && loaded >= markOf(Change.ofName(name))
                && loaded >= markOf(new Change(name, Scope.PUBLIC))
                && scopes.stream().allMatch(scope -> loaded >= markOf(new Change(name, scope)));
    }

    /** The same of what every change of everything puts out of date, and no other change. */
    boolean isCurrent(long loaded) {
        return loaded >= everything;
    }

    private long markOf(Change change) {
        return marked.getOrDefault(change, 0L);
    }
}
