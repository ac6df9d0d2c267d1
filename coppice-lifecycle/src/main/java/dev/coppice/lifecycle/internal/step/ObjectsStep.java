package dev.coppice.lifecycle.internal.step;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.StoreException;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Objects under prefixes that end with a slash. The prefixes are noted before anything is removed, since the rows that lead
 * to them may be gone when the step is asked again.
 */
public final class ObjectsStep implements Backed, Checked {
    private static final int BETWEEN_CHECKS = 100;
    private static final String FOUND = "found";

    private final KindConfig kind;
    private final ObjectsStepConfig config;
    private final Stores stores;

    /** Opens the store, each time it is looked into. */
    @FunctionalInterface
    public interface Stores {
        /** The store; the caller closes it. */
        ArchiveStore open() throws IOException;
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
                var bytes = 0L;
                var count = 0L;
                for (var object : Listing.of(store, prefixes)) {
                    count++;
                    bytes += object.length();
                }
                return new Sight.Counted(count, bytes);
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
            var objects = Listing.of(store, prefixes.keySet());
            new SavedObjects(context.backup()).require(store, objects);
            return objects.isEmpty() ? StepOutcome.ALREADY_DONE : remove(context, store, objects);
        } catch (IOException unseen) {
            return new StepOutcome.Unknown("objects.unseen", "the store could not be listed: " + clause(unseen));
        } catch (StepEnded ended) {
            return ended.outcome();
        }
    }

    @Override
    public String method() {
        return "DELETE of each listed object, compared with the backup before, listed again after";
    }

    @Override
    public void save(StepContext context, Connection snapshot, BackupWriter writer) throws SQLException, IOException {
        var each = Reading.each(snapshot, kind, context.attributes(), config.each());
        try (var store = stores.open()) {
            for (var object : Listing.of(store, prefixes(context, each).keySet())) {
                try (var bytes = Listing.open(store, object)) {
                    writer.object(object.name(), bytes);
                }
            }
        }
    }

    @Override
    public long restore(StepContext context, Connection transaction, SavedParts saved) throws IOException {
        try (var store = stores.open()) {
            for (var object : saved.objects()) {
                try (var bytes = saved.open(object)) {
                    store.put(object.name(), bytes.readAllBytes());
                }
            }
            return saved.objects().size();
        }
    }

    @Override
    public void check(Connection connection) throws SQLException {
        StepCheck.columns(connection, kind, config.each(), config.prefix());
    }

    private StepOutcome remove(StepContext context, ArchiveStore store, List<StoredObject> objects) {
        var failures = new ArrayList<IOException>();
        for (var place = 0; place < objects.size(); place++) {
            if (place % BETWEEN_CHECKS == 0) {
                context.require();
            }
            try {
                store.delete(objects.get(place).name());
            } catch (IOException failure) {
                failures.add(failure);
            }
        }
        return failures.isEmpty()
                ? new StepOutcome.Done(objects.size())
                : new StepOutcome.Failed(
                        "objects.incomplete",
                        "%d of %d objects were not removed: %s"
                                .formatted(failures.size(), objects.size(), clause(failures.getFirst())));
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
