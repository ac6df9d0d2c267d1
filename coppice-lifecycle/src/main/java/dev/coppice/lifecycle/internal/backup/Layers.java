package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.internal.backup.BackupDocument.Part;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedResource;
import dev.coppice.lifecycle.internal.backup.Register.Entry;
import dev.coppice.lifecycle.internal.backup.Shelf.Contents;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.ops.CoppiceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The backups of one teardown, read as one. A backup that is found outdated is taken again, and by then a part of the resource may be
 * gone: the later one has what had changed, the earlier one what was destroyed behind it. For one thread.
 */
final class Layers implements AutoCloseable {
    private final Destroyed destroyed;
    private final List<Layer> newestFirst = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    private Layers(Destroyed destroyed) {
        this.destroyed = destroyed;
    }

    private record Layer(Backup backup, Contents contents, Shelf shelf) {}

    /**
     * Opens them, and reads every byte.
     *
     * @param together them, newest first
     * @throws CoppiceException {@code backup.damaged} when one is needed and not whole
     */
    static Layers open(DataSource database, SnapshotBackups taking, List<Entry> together) {
        return open(database, taking, together, (backup, contents, shelf) -> Reading.require(database, contents));
    }

    /**
     * Opens them, and reads only what they say of themselves; changes nothing.
     *
     * @param together them, newest first
     * @throws CoppiceException {@code backup.damaged}
     */
    static Layers outline(DataSource database, SnapshotBackups taking, List<Entry> together) {
        return open(database, taking, together, Layers::requireAll);
    }

    /** What is asked of a backup before it is used. */
    private interface Test {
        void of(Backup backup, Contents contents, Shelf shelf);
    }

    private static Layers open(DataSource database, SnapshotBackups taking, List<Entry> together, Test test) {
        var backups = together.stream().map(Entry::backup).toList();
        var layers = new Layers(new Transacting(database).run(dsl -> Destroyed.behind(dsl, backups)));
        try {
            together.forEach(entry -> layers.add(test, entry, taking.shelf(entry.backup())));
            return layers;
        } catch (RuntimeException failure) {
            layers.close();
            throw failure;
        }
    }

    private void add(Test test, Entry entry, Shelf shelf) {
        var backup = entry.backup();
        try {
            var contents =
                    SnapshotBackups.contents(shelf, backup.id(), entry.sha256().orElseThrow());
            test.of(backup, contents, shelf);
            newestFirst.add(new Layer(backup, contents, shelf));
        } catch (RuntimeException failure) {
            shelf.close();
            remarks.add(leftOut(backup).filter(needless -> isDamage(failure)).orElseThrow(() -> failure));
        }
    }

    private static boolean isDamage(RuntimeException failure) {
        return failure instanceof CoppiceException damage && damage.code().equals("backup.damaged");
    }

    /** Why one may be left out: it was replaced before anything was destroyed behind it, or is of leftovers only. */
    private Optional<String> leftOut(Backup backup) {
        if (backup.initiator().equals("residual")) {
            return Optional.of("Backup " + backup.id() + " is damaged and was left out: what was left over of "
                    + backup.resource() + " after its teardown is not restored.");
        }
        return newestFirst.stream()
                .reduce((newer, older) -> older)
                .map(Layer::backup)
                .filter(next -> !destroyed.between(backup, next))
                .map(next -> "Backup " + backup.id()
                        + " is damaged and was left out: nothing had been destroyed when backup " + next.id()
                        + " took its place.");
    }

    /** What a person should know. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }

    private static void requireAll(Backup backup, Contents contents, Shelf shelf) {
        try {
            var there = shelf.size();
            if (there != backup.bytes()) {
                throw BackupFaults.damaged(
                        backup.id(), "Of the " + backup.bytes() + " bytes written, its store has " + there + ".");
            }
        } catch (IOException failure) {
            throw BackupFaults.store("Backup " + backup.id() + " was not looked at.", failure);
        }
    }

    List<Long> ids() {
        return newestFirst.stream().map(layer -> layer.backup().id()).toList();
    }

    /** The resources, parents before their children, as they were last; what is left over of one says nothing of it. */
    List<SavedResource> resources() {
        var resources = new LinkedHashMap<String, SavedResource>();
        for (var layer : newestFirst.reversed()) {
            for (var saved : layer.contents().document().resources()) {
                if (layer.backup().initiator().equals("residual")) {
                    resources.putIfAbsent(saved.id(), saved);
                } else {
                    resources.put(saved.id(), saved);
                }
            }
        }
        return List.copyOf(resources.values());
    }

    /** What putting the largest of them back asks of the server; all of them ask for no less. */
    LockNeed need() {
        return newestFirst.stream()
                .map(layer -> LockNeed.of(layer.contents().document().parts()))
                .max(Comparator.comparingLong(LockNeed::locks))
                .orElseThrow();
    }

    /** Everything that something was saved of. */
    List<Part> filled() {
        return newestFirst.stream()
                .flatMap(layer -> layer.contents().document().parts().stream())
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** What a step saved of a resource; empty when it has never saved. */
    Optional<SavedParts> parts(String resource, String step) {
        var inTime = new ArrayList<SavedParts>();
        var late = new ArrayList<SavedParts>();
        for (var layer : newestFirst) {
            layer.contents().document().of(resource).stream()
                    .filter(part -> part.step().equals(step))
                    .map(part -> new StoredParts(layer.contents(), part, layer.shelf()::borrowed))
                    .forEach(isLate(layer.backup(), resource, step) ? late::add : inTime::add);
        }
        var parts = LayeredParts.of(inTime, late);
        late.stream()
                .filter(saved -> parts.isPresent() && LayeredParts.isHidden(saved, inTime))
                .forEach(saved ->
                        remarks.add("Step " + step + " of " + resource + " had ended when rows came that backup "
                                + saved.backup() + " has: they are not restored. Download it."));
        return parts;
    }

    private boolean isLate(Backup backup, String resource, String step) {
        return backup.initiator().equals("residual") || destroyed.before(backup, resource, step);
    }

    @Override
    public void close() {
        newestFirst.forEach(layer -> layer.shelf().close());
    }
}
