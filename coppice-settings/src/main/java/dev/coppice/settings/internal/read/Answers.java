package dev.coppice.settings.internal.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.coppice.settings.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers in memory, of about so many bytes: one for each name as seen from some scopes, so that it comes from one snapshot.
 * Safe for any thread.
 */
final class Answers {
    private static final int BYTES_OF_SCOPE = 200;

    private final Cache<Key, Known> kept;
    private final Marks marks;

    Answers(Marks marks, long bytes) {
        this.marks = marks;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((Key key, Known known) -> key.weight() + known.setting.weight())
                .executor(Runnable::run)
                .build();
    }

    @Nullable
    MergedSetting find(List<Scope> scopes, String name) {
        var known = kept.getIfPresent(new Key(scopes, name));
        return known != null && marks.isCurrent(known.tick, scopes, name) ? known.setting : null;
    }

    /** Keeps an answer whose load began after a tick was read, unless a change was seen since. */
    void keep(List<Scope> scopes, MergedSetting setting, long tick) {
        if (marks.isCurrent(tick, scopes, setting.name())) {
            kept.put(new Key(scopes, setting.name()), new Known(setting, tick));
        }
    }

    void forgetAll() {
        kept.invalidateAll();
    }

    /** About how many bytes they take. */
    long weight() {
        return kept.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    private record Key(List<Scope> scopes, String name) {
        int weight() {
            return BYTES_OF_SCOPE * scopes.size();
        }
    }

    private record Known(MergedSetting setting, long tick) {}
}
