package dev.coppice.lifecycle.internal.step;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.StoreException;
import dev.coppice.archive.spi.StoreException.Reason;
import dev.coppice.archive.spi.StoredObject;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.ObjectsStepConfig;
import dev.coppice.lifecycle.internal.sql.SafeNames;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.BackupWriter;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Objects under prefixes that end with a slash. The prefixes are noted before anything is removed, since the rows that lead
 * to them may be gone when the step is asked again.
 */
public final class ObjectsStep implements Backed, Checked {
    private static final String FOUND = "found";

    private final KindConfig kind;
    private final ObjectsStepConfig config;
    private final Stores stores;

    /** Opens the store, each time it is looked into. */
    @FunctionalInterface
    public interface Stores {
        /** The store; the caller closes it. */
        ArchiveStore open() throws IOException;

        /** Whether nothing was ever put there, as far as can be seen. A disk that is not mounted looks like that. */
        default boolean isBare() throws IOException {
            return false;
        }
    }

    /** A step on the store that {@code stores} opens. */
    public ObjectsStep(KindConfig kind, ObjectsStepConfig config, Stores stores) {
        this.kind = kind;
        this.config = config;
        this.stores = stores;
    }

    @Override
    public Sight look(StepContext context) {
        return Reading.look(() -> {
            var prefixes = prefixes(context).keySet();
            try (var store = stores.open()) {
                var objects = listed(store, prefixes, context);
                objects.addAll(Listing.earlier(store, prefixes));
                return new Sight.Counted(
                        objects.size(),
                        objects.stream().mapToLong(StoredObject::length).sum());
            } catch (IOException unseen) {
                return new Sight.Unknown("objects.unseen", "the store could not be listed: " + clause(unseen));
            }
        });
    }

    @Override
    public StepOutcome apply(StepContext context) throws SQLException {
        var prefixes = prefixes(context);
        if (config.each().isPresent()) {
            Noted.put(context, prefixes);
        }
        try (var store = stores.open()) {
            var objects = listed(store, prefixes.keySet(), context);
            var removed = objects.isEmpty() ? new StepOutcome.Done(0) : remove(context, store, objects);
            return removed instanceof StepOutcome.Done done
                    ? removeEarlier(context, store, prefixes.keySet(), done.items())
                    : removed;
        } catch (IOException unseen) {
            return new StepOutcome.Unknown("objects.unseen", "the store could not be listed: " + clause(unseen));
        }
    }

    @Override
    public String method() {
        return "DELETE of each listed object, compared with the backup right before, listed again after";
    }

    @Override
    public void save(StepContext context, Connection snapshot, BackupWriter writer) throws SQLException, IOException {
        var each = Reading.each(snapshot, kind, context.attributes(), config.each());
        try (var store = stores.open()) {
            var prefixes = prefixes(context, each).keySet();
            for (var object : listed(store, prefixes, context)) {
                try (var bytes = Listing.open(store, object)) {
                    writer.object(object.name(), bytes);
                }
            }
            if (!Listing.earlier(store, prefixes).isEmpty()) {
                writer.remark("earlier versions of objects do not come back");
            }
        }
    }

    @Override
    public long restore(StepContext context, Connection transaction, SavedParts saved) throws IOException {
        try (var store = stores.open()) {
            return ObjectsRestore.run(store, saved);
        }
    }

    @Override
    public void check(Connection connection) throws SQLException {
        StepCheck.columns(connection, kind, config.each(), config.prefix());
    }

    /** What is under the prefixes. Of a store that has nothing at all, that is believed only where nothing leads to it. */
    private List<StoredObject> listed(ArchiveStore store, Set<String> prefixes, StepContext context)
            throws IOException {
        var objects = Listing.of(store, prefixes);
        var expected = (config.each().isPresent() && !prefixes.isEmpty())
                || context.backup().filter(saved -> !saved.objects().isEmpty()).isPresent();
        if (objects.isEmpty() && expected && stores.isBare()) {
            throw new StoreException(
                    Reason.MISSING,
                    "it is empty, as a disk that is not mounted is; if it is the right one, put a file coppice.store in it",
                    null);
        }
        return objects;
    }

    /** Of objects that were removed by others, or before the store was asked for it, versions may be left. */
    private static StepOutcome removeEarlier(StepContext context, ArchiveStore store, Set<String> prefixes, long before)
            throws IOException {
        var removed = before;
        for (var name : new TreeSet<>(Listing.earlier(store, prefixes).stream()
                .map(StoredObject::name)
                .toList())) {
            if (Instant.now().isAfter(context.deadline())) {
                return outOfTime(removed, removed + " objects were removed; the next attempt goes on");
            }
            context.require();
            store.delete(name);
            removed++;
        }
        return removed == 0 ? StepOutcome.ALREADY_DONE : new StepOutcome.Done(removed);
    }

    // One by one: what is compared is removed at once, so that nothing can be written in between that nobody has saved.
    private static StepOutcome remove(StepContext context, ArchiveStore store, List<StoredObject> objects) {
        var saved = new SavedObjects(context.backup());
        if (!objects.stream().allMatch(saved::knows)) {
            return saved.outdated(0);
        }
        var failures = new ArrayList<IOException>();
        var removed = 0L;
        for (var object : objects) {
            if (Instant.now().isAfter(context.deadline())) {
                return outOfTime(removed, of(removed, objects) + "removed; the next attempt goes on");
            }
            try {
                if (!saved.has(store, object)) {
                    return saved.outdated(removed);
                }
                context.require();
                store.delete(object.name());
                removed++;
            } catch (IOException failure) {
                failures.add(failure);
            }
        }
        return failures.isEmpty()
                ? new StepOutcome.Done(removed)
                : new StepOutcome.Failed(
                        "objects.incomplete",
                        of(failures.size(), objects) + "not removed: " + clause(failures.getFirst()));
    }

    // As long as each attempt removes something, there is nothing to be told to anybody.
    private static StepOutcome outOfTime(long removed, String found) {
        return removed > 0
                ? new StepOutcome.Blocked("step.unfinished", found, List.of("its own time limit"))
                : new StepOutcome.Failed("step.timeout", found);
    }

    private static String of(long some, List<StoredObject> objects) {
        return some + " of " + objects.size() + " objects were ";
    }

    /** Those that rows lead to now, and those noted when they did. */
    private Map<String, String> prefixes(StepContext context) throws SQLException {
        return prefixes(
                context,
                Reading.in(context, connection -> Reading.each(connection, kind, context.attributes(), config.each())));
    }

    private Map<String, String> prefixes(StepContext context, List<Map<String, String>> each) {
        var prefixes = new LinkedHashMap<>(Noted.in(context));
        for (var row : each) {
            prefixes.put(SafeNames.prefix(config.prefix(), row), FOUND);
        }
        return prefixes;
    }

    private static String clause(IOException failure) {
        return failure instanceof StoreException known ? String.valueOf(known.getMessage()) : "it failed";
    }
}
