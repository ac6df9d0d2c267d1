package dev.coppice.prune;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** A process of its own that restores the one archive of a folder, or cleans the folder, as often as it is told to. */
public final class RestoreProcess {
    private RestoreProcess() {}

    /**
     * As {@link CampaignProcess#main}. An order to stand at {@code store.delete} or {@code store.append} cleans the folder, as if
     * it were tomorrow; every other one restores.
     */
    public static void main(String[] args) throws IOException {
        CampaignProcess.obey(order -> {
            var stands = CampaignProcess.standing(order[1], Integer.parseInt(order[2]));
            try {
                return order[1].startsWith("store.")
                        ? cleaned(args, Path.of(order[0]), stands)
                        : restored(args, Path.of(order[0]), stands);
            } catch (CoppiceException refused) {
                return "refused " + refused.code();
            }
        });
    }

    /** What a restore says at its end. */
    static String restored(String[] args, Path folder, PausePoint stands) {
        var source = CampaignProcess.announcing(args[0], args[1], args[2], stands);
        var archives = StoredArchives.at("file:" + folder);
        try (var open = archives.open(archives.list().getFirst().id())) {
            var report = Restoring.restores(source, stands).restore(open.reader(), Restoring.ALL, RestoreListener.NONE);
            return "ended " + report.record().state();
        }
    }

    private static String cleaned(String[] args, Path folder, PausePoint stands) {
        var source = CampaignProcess.announcing(args[0], args[1], args[2], stands);
        try (var store = announcing(ArchiveStores.folder(folder), stands)) {
            var tomorrow = InstantSource.fixed(Instant.now().plus(Duration.ofHours(25)));
            return "ended "
                    + ArchiveGc.on(source, tomorrow)
                            .execute(store, Restoring.BOB)
                            .waste()
                            .size();
        }
    }

    /** A store that passes a place before it removes an object or opens one for appending. */
    private static ArchiveStore announcing(ArchiveStore store, PausePoint place) {
        return (ArchiveStore) Proxy.newProxyInstance(
                ArchiveStore.class.getClassLoader(), new Class<?>[] {ArchiveStore.class}, (proxy, method, given) -> {
                    place.reached("store." + method.getName().toLowerCase(Locale.ROOT));
                    try {
                        return method.invoke(store, given);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
