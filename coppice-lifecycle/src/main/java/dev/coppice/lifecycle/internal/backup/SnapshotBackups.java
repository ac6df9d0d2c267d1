package dev.coppice.lifecycle.internal.backup;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.KeyFile;
import dev.coppice.archive.spi.KeySource;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.BackupConfig;
import dev.coppice.lifecycle.internal.backup.BackupDocument.Part;
import dev.coppice.lifecycle.internal.backup.Register.Entry;
import dev.coppice.lifecycle.internal.backup.Register.Written;
import dev.coppice.lifecycle.internal.backup.Shelf.Contents;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.ops.CoppiceException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes backups. A backup is entered in the register before its first byte, and completed after its last one was read back; what
 * lies between counts for nothing, and is removed by whoever comes next. Safe for any thread.
 */
public final class SnapshotBackups implements BackupTaking {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");
    private static final String PROBE = "coppice.probe";

    private final DataSource database;
    private final Map<String, Kind> kinds;

    /** Backups of the resources of these kinds, by their names. */
    public SnapshotBackups(DataSource database, Map<String, Kind> kinds) {
        this.database = database;
        this.kinds = Map.copyOf(kinds);
    }

    @Override
    public Backup take(Kind kind, KindTable.Row resource, List<KindTable.Row> children, Wanted wanted) {
        var family = new Family(kind, resource, children);
        config(family);
        return usable(family, wanted).orElseGet(() -> {
            try (var snapshot = Snapshot.of(database, family.id())) {
                return usable(family, wanted).orElseGet(() -> make(family, wanted, snapshot));
            } catch (SQLException failure) {
                throw BackupFaults.register(failure);
            }
        });
    }

    private static BackupConfig config(Family family) {
        return family.kind().config().backup().orElseThrow(() -> BackupFaults.notDeclared(family.id()));
    }

    private Optional<Backup> usable(Family family, Wanted wanted) {
        if (wanted.epoch() == 0) {
            return Optional.empty();
        }
        return new Transacting(database)
                .run(dsl -> new Register(dsl)
                        .reusable(family.id(), wanted.epoch(), wanted.outdated().orElse(0)))
                .map(Entry::backup)
                .filter(backup -> backup.children().containsAll(family.children()));
    }

    private Backup make(Family family, Wanted wanted, Snapshot snapshot) {
        removeHalfDone(family);
        var config = config(family);
        var planned = planned(family, config);
        prepare(family.kind(), config);
        var backup = new Transacting(database).run(dsl -> new Register(dsl).begin(planned, wanted));
        try (var shelf = shelf(backup)) {
            var document = new Writing(database, family, wanted.epoch()).to(shelf, snapshot);
            snapshot.forget();
            var need = LockNeed.of(document.parts());
            new Transacting(database).run(dsl -> required(need, dsl, family));
            var written = readBack(document, backup, shelf);
            var drilled = config.drill() && !wanted.initiator().equals("user");
            if (drilled) {
                drilled(family, contents(shelf, backup.id(), written.sha256()), shelf);
            }
            snapshot.require();
            return complete(backup, written, family, wanted, drilled);
        } catch (SQLException | IOException | RuntimeException failure) {
            throw givenUp(backup, failure);
        }
    }

    private static LockNeed required(LockNeed need, DSLContext dsl, Family family) {
        need.require(dsl, "No backup of " + family.id() + " was made.");
        return need;
    }

    private Backup planned(Family family, BackupConfig config) {
        var name = Shelf.PREFIX + safe(family.kind().name(), 20) + "-"
                + safe(family.head().id(), 30) + "-" + UUID.randomUUID();
        return new Backup(
                0,
                family.id(),
                family.children(),
                family.head().tier(),
                family.head().owner(),
                "",
                0,
                "",
                ArchiveStores.absolute(config.to().address()),
                name,
                0,
                0,
                0,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static String safe(String text, int longest) {
        var safe = text.replaceAll("[^A-Za-z0-9_]", "_");
        return safe.substring(0, Math.min(safe.length(), longest));
    }

    private Written readBack(BackupDocument document, Backup backup, Shelf shelf) throws IOException {
        var sha256 = shelf.write(document);
        var check = Reading.of(contents(shelf, backup.id(), sha256));
        if (!check.ok()) {
            throw BackupFaults.damaged(
                    backup.id(),
                    "Read back, it was not what was written: "
                            + check.problems().getFirst());
        }
        return new Written(sha256, document.rows(), document.objects(), shelf.size());
    }

    private void drilled(Family family, Contents contents, Shelf shelf) {
        var problems = new Drill(database, family.kind(), contents, shelf).problems();
        if (!problems.isEmpty()) {
            throw BackupFaults.damaged(contents.backup(), "Its drill found: " + problems.getFirst());
        }
    }

    private Backup complete(Backup backup, Written written, Family family, Wanted wanted, boolean drilled) {
        var hosting = Hosting.of(config(family), family.head().tier());
        return new Transacting(database).run(dsl -> {
            var register = new Register(dsl);
            if (!register.complete(backup.id(), written, hosting, drilled)) {
                throw BackupFaults.overtaken(backup.id());
            }
            AuditTrail.in(dsl)
                    .append(AuditEvent.of(
                                    wanted.act(), "backup.made", family.id().toString())
                            .after("{\"backup\": " + backup.id() + "}"));
            return register.load(backup.id()).backup();
        });
    }

    // Best effort, all of it: what stays is removed by the next look at what has expired.
    private RuntimeException givenUp(Backup backup, Exception failure) {
        LOG.debug("backup {} failed", backup.id(), failure);
        var told = failure instanceof CoppiceException refused
                ? refused
                : failure instanceof IOException io
                        ? BackupFaults.store("Backup " + backup.id() + " was not completed.", io)
                        : BackupFaults.register(failure);
        try {
            drop(backup, told.fault().message());
        } catch (CoppiceException left) {
            told.addSuppressed(left);
        }
        return told;
    }

    private void removeHalfDone(Family family) {
        var half = new Transacting(database).run(dsl -> new Register(dsl).unfinished(family.id()));
        half.forEach(entry -> drop(entry.backup(), Register.ABANDONED));
    }

    // The row first: a process that was taken for dead, and lives, can then no longer complete what is being removed.
    private void drop(Backup backup, String problem) {
        if (!new Transacting(database).run(dsl -> new Register(dsl).giveUp(backup.id(), problem))) {
            return;
        }
        try (var shelf = shelf(backup)) {
            shelf.remove();
            new Transacting(database).run(dsl -> new Register(dsl).expired(backup.id()));
        } catch (IOException failure) {
            LOG.warn(
                    "what was written of backup {} stays in {} until backups expire the next time",
                    backup.id(),
                    backup.location());
            LOG.debug("backup {} was not removed", backup.id(), failure);
        }
    }

    @Override
    public Optional<SavedParts> parts(long backup, String resourceId, String step) {
        var entry = new Transacting(database).run(dsl -> new Register(dsl).readable(backup));
        if (entry.backup().verifiedAt().isEmpty()) {
            throw BackupFaults.damaged(backup, "It was not whole when it was last read.");
        }
        try (var shelf = shelf(entry.backup())) {
            var contents = contents(shelf, backup, entry.sha256().orElseThrow());
            var part = contents.document().of(resourceId).stream()
                    .filter(saved -> saved.step().equals(step))
                    .findFirst()
                    .orElseGet(() -> Part.nothing(resourceId, step));
            return Optional.of(new StoredParts(contents, part, () -> shelf(entry.backup())));
        }
    }

    /** The document of a backup in its store. */
    static Contents contents(Shelf shelf, long backup, String sha256) {
        try {
            return shelf.read(backup, sha256);
        } catch (IOException failure) {
            throw BackupFaults.store("Backup " + backup + " was not opened.", failure);
        }
    }

    /** The place of a backup; the key is that of its kind. */
    Shelf shelf(Backup backup) {
        return Shelf.open(
                backup.location(), backup.archive(), key(backup.resource().kind()));
    }

    private Optional<KeySource> key(String kind) {
        return Optional.ofNullable(kinds.get(kind))
                .flatMap(known -> known.config().backup())
                .flatMap(BackupConfig::keyFile)
                .map(KeyFile::at);
    }

    @Override
    public void requireReachable(Kind kind) {
        kind.config().backup().ifPresent(config -> {
            requireKey(kind, config);
            requireThere(kind, config);
        });
    }

    @Override
    public void requireUsable(Kind kind) {
        kind.config().backup().ifPresent(config -> {
            requireKey(kind, config);
            requireWritable(kind, config);
        });
    }

    private void requireThere(Kind kind, BackupConfig config) {
        try {
            MarkedStore.look(database, config.to().address());
        } catch (IOException failure) {
            throw notKept(kind, config, failure);
        }
    }

    private static void requireKey(Kind kind, BackupConfig config) {
        config.keyFile().ifPresent(file -> {
            try {
                if (KeyFile.at(file).find(kind.name()).isEmpty()) {
                    throw BackupFaults.noKey(kind.name(), file);
                }
            } catch (IOException failure) {
                throw BackupFaults.noKey(kind.name(), file);
            }
        });
    }

    private void requireWritable(Kind kind, BackupConfig config) {
        prepare(kind, config);
        try (var store = ArchiveStores.open(config.to().address())) {
            store.put(PROBE, new byte[0]);
            store.delete(PROBE);
        } catch (IOException failure) {
            throw notKept(kind, config, failure);
        }
    }

    private void prepare(Kind kind, BackupConfig config) {
        try {
            MarkedStore.prepare(database, config.to().address());
        } catch (IOException failure) {
            throw notKept(kind, config, failure);
        }
    }

    private static CoppiceException notKept(Kind kind, BackupConfig config, IOException failure) {
        return BackupFaults.store(
                "Backups of the kind " + kind.name() + " cannot be kept in " + config.to() + ".", failure);
    }
}
