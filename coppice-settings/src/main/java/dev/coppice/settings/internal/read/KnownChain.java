package dev.coppice.settings.internal.read;

import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.Viewer;
import dev.coppice.settings.internal.scope.ScopeIds;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The chain in force, to spell the scopes of viewers by; kept for as long as an answer. Safe for any thread. */
final class KnownChain {
    private final Supplier<ScopeChain> load;
    private final Marks marks;
    private final Freshness freshness;
    private volatile @Nullable Known kept;

    KnownChain(Supplier<ScopeChain> load, Marks marks, Freshness freshness) {
        this.load = load;
        this.marks = marks;
        this.freshness = freshness;
    }

    /** The scopes of a viewer as they are kept; a chain from memory refuses none. */
    List<Scope> scopes(Viewer viewer) {
        if (viewer.scopes().isEmpty()) {
            return List.of();
        }
        var known = kept;
        if (known != null && isCurrent(known)) {
            try {
                return ScopeIds.canonical(known.chain, viewer).scopes();
            } catch (CoppiceException perhapsOutOfDate) {
                kept = null;
            }
        }
        return ScopeIds.canonical(loaded(), viewer).scopes();
    }

    private ScopeChain loaded() {
        long tick = marks.now();
        long began = freshness.now();
        var chain = load.get();
        kept = new Known(chain, tick, began);
        return chain;
    }

    private boolean isCurrent(Known known) {
        return marks.isCurrent(known.tick) && (freshness.holds() || freshness.isYoung(known.loaded));
    }

    private record Known(ScopeChain chain, long tick, long loaded) {}
}
