package dev.coppice.lifecycle.internal.backup;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.BackupCheck;
import dev.coppice.lifecycle.BackupQuery;
import dev.coppice.lifecycle.Backups;
import dev.coppice.lifecycle.Page;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.RestorePlan;
import dev.coppice.lifecycle.Restored;
import dev.coppice.lifecycle.internal.backup.BackupTaking.Wanted;
import dev.coppice.lifecycle.internal.backup.Register.Entry;
import dev.coppice.lifecycle.internal.backup.Shelf.Contents;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.StateRows;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.ops.CoppiceException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/** The backups of the resources of one database. */
public final class OwnBackups implements Backups {
    private final DataSource database;
    private final Map<String, Kind> kinds;
    private final SnapshotBackups taking;

    /** Backups of the resources of these kinds, by their names. */
    public OwnBackups(DataSource database, Map<String, Kind> kinds, SnapshotBackups taking) {
        this.database = database;
        this.kinds = Map.copyOf(kinds);
        this.taking = taking;
    }

    @Override
    public Optional<Backup> find(long id) {
        return new Transacting(database).run(dsl -> new Register(dsl).find(id)).map(Entry::backup);
    }

    @Override
    public List<Backup> list(ResourceId resource) {
        var spelled = Optional.ofNullable(kinds.get(resource.kind()))
                .map(kind -> kind.resource(resource.id()))
                .orElse(resource);
        return new Transacting(database)
                .run(dsl -> new Register(dsl).of(spelled)).stream()
                        .map(Entry::backup)
                        .toList();
    }

    @Override
    public Page<Backup> list(BackupQuery query) {
        var found = new Transacting(database).run(dsl -> new Register(dsl).list(query));
        var items = found.stream().limit(query.limit()).map(Entry::backup).toList();
        return new Page<>(
                items,
                found.size() > items.size()
                        ? Optional.of(Long.toString(items.getLast().id()))
                        : Optional.empty());
    }

    @Override
    public SortedMap<LocalDate, Long> expiries(LocalDate from, LocalDate until) {
        return new Transacting(database).run(dsl -> new Register(dsl).expiries(from, until));
    }

    @Override
    public Backup create(ResourceId resource, Act act) {
        var kind = kind(resource.kind());
        var family = new Transacting(database).run(dsl -> living(dsl, kind, resource));
        requireUsable(kind, family.id());
        return taking.take(kind, family.head(), family.below(), new Wanted("user", 0, act, OptionalLong.empty()));
    }

    private void requireUsable(Kind kind, ResourceId resource) {
        try {
            taking.requireUsable(kind);
        } catch (CoppiceException unusable) {
            throw BackupFaults.notKept(resource, unusable);
        }
    }

    private static Family living(DSLContext dsl, Kind kind, ResourceId resource) {
        var row = kind.table().lock(dsl, resource.id()).orElseThrow(() -> BackupFaults.noResource(resource));
        var state = StateRows.lock(dsl, kind.name(), row).state();
        if (state != ResourceState.ACTIVE && state != ResourceState.SUSPENDED) {
            throw BackupFaults.notLiving(resource, state);
        }
        return Family.of(dsl, kind, row);
    }

    @Override
    public BackupCheck verify(long id, Act act) {
        return reading(id, (contents, shelf) -> {
            var check = Reading.recorded(database, contents);
            new Transacting(database).run(dsl -> {
                audit(dsl, act, check.ok() ? "backup.verified" : "backup.found-damaged", id);
                return id;
            });
            return check;
        });
    }

    @Override
    public BackupCheck drill(long id, Act act) {
        return reading(id, (contents, shelf) -> {
            var check = Reading.recorded(database, contents);
            if (!check.ok()) {
                return check;
            }
            var kind = kind(contents.document().kind());
            var problems = new Drill(database, kind, contents, shelf).problems();
            new Transacting(database).run(dsl -> {
                if (problems.isEmpty()) {
                    new Register(dsl).drilled(id);
                }
                audit(dsl, act, "backup.drilled", id);
                return id;
            });
            return new BackupCheck(check.rows(), check.objects(), problems);
        });
    }

    @Override
    public void download(long id, OutputStream out, Act act) {
        reading(id, (contents, shelf) -> {
            new Transacting(database).run(dsl -> {
                audit(dsl, act, "backup.downloaded", id);
                return id;
            });
            new Download(contents, () -> requireReadable(id)).to(out);
            return id;
        });
    }

    @Override
    public RestorePlan planRestore(long id) {
        var backup =
                new Transacting(database).run(dsl -> new Register(dsl).load(id)).backup();
        return new RestorePlanning(database, kind(backup.resource().kind()), backup).plan(taking);
    }

    @Override
    public Restored restore(long id, Act act) {
        var together = new Transacting(database).run(dsl -> new Register(dsl).together(id));
        try (var layers = Layers.open(database, taking, together)) {
            var kind = kind(together.getFirst().backup().resource().kind());
            return new Restoring(database, kind, layers, new Restoring.Wanted(id, act)).run();
        }
    }

    @Override
    public List<Backup> expiring(Optional<String> kind) {
        kind.ifPresent(this::kind);
        return new Transacting(database)
                .run(dsl -> new Register(dsl).due(kind)).stream()
                        .map(Entry::backup)
                        .toList();
    }

    @Override
    public int expire(Optional<String> kind, Act act) {
        kind.ifPresent(this::kind);
        new Transacting(database).run(dsl -> new Register(dsl).giveUpAbandoned(kind));
        var due = expiring(kind);
        return new Expiry(database, kinds, taking).run(due, act);
    }

    @Override
    public List<String> orphans(String kind) {
        return kind(kind)
                .config()
                .backup()
                .map(config -> Orphans.in(database, config.to().address()))
                .orElse(List.of());
    }

    private void requireReadable(long id) {
        new Transacting(database).run(dsl -> new Register(dsl).readable(id));
    }

    private <T> T reading(long id, BiFunction<Contents, Shelf, T> work) {
        var entry = new Transacting(database).run(dsl -> new Register(dsl).readable(id));
        try (var shelf = taking.shelf(entry.backup())) {
            return work.apply(SnapshotBackups.contents(shelf, id, entry.sha256().orElseThrow()), shelf);
        }
    }

    private Kind kind(String name) {
        return Optional.ofNullable(kinds.get(name)).orElseThrow(() -> BackupFaults.unknownKind(name));
    }

    private static void audit(DSLContext dsl, Act act, String action, long id) {
        var backup = new Register(dsl).load(id).backup();
        AuditTrail.in(dsl)
                .append(AuditEvent.of(act, action, backup.resource().toString()).after("{\"backup\": " + id + "}"));
    }
}
