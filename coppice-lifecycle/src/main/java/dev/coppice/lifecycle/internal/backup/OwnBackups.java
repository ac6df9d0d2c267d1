package dev.coppice.lifecycle.internal.backup;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.BackupCheck;
import dev.coppice.lifecycle.Backups;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.backup.BackupTaking.Wanted;
import dev.coppice.lifecycle.internal.backup.Register.Entry;
import dev.coppice.lifecycle.internal.backup.Shelf.Contents;
import dev.coppice.lifecycle.internal.kind.Kind;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
        return Transactions.run(database, dsl -> new Register(dsl).find(id)).map(Entry::backup);
    }

    @Override
    public List<Backup> list(ResourceId resource) {
        return Transactions.run(database, dsl -> new Register(dsl).of(resource)).stream()
                .map(Entry::backup)
                .toList();
    }

    @Override
    public Backup create(ResourceId resource, Act act) {
        var kind = kind(resource.kind());
        var family = Transactions.run(
                database,
                dsl -> Family.of(
                        dsl,
                        kind,
                        kind.table().find(dsl, resource.id()).orElseThrow(() -> BackupFaults.noResource(resource))));
        return taking.take(kind, family.head(), family.below(), new Wanted("user", 0, act, OptionalLong.empty()));
    }

    @Override
    public BackupCheck verify(long id) {
        return reading(id, (contents, shelf) -> checked(id, Reading.of(contents)));
    }

    private BackupCheck checked(long id, BackupCheck check) {
        Transactions.run(database, dsl -> {
            new Register(dsl).checked(id, check.problems().stream().findFirst());
            return id;
        });
        return check;
    }

    @Override
    public BackupCheck drill(long id, Act act) {
        return reading(id, (contents, shelf) -> {
            var check = checked(id, Reading.of(contents));
            if (!check.ok()) {
                return check;
            }
            var kind = kind(contents.document().kind());
            var problems = new Drill(database, kind, contents, shelf).problems();
            Transactions.run(database, dsl -> {
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
            Transactions.run(database, dsl -> {
                audit(dsl, act, "backup.downloaded", id);
                return id;
            });
            new Download(contents).to(out);
            return id;
        });
    }

    @Override
    public Map<String, Long> restore(long id, Act act) {
        return reading(id, (contents, shelf) -> {
            var check = checked(id, Reading.of(contents));
            if (!check.ok()) {
                throw BackupFaults.damaged(id, check.problems().getFirst());
            }
            return new Restoring(database, kind(contents.document().kind()), contents, shelf).run(act);
        });
    }

    @Override
    public List<Backup> expiring(Optional<String> kind) {
        kind.ifPresent(this::kind);
        return Transactions.run(database, dsl -> new Register(dsl).due(kind)).stream()
                .map(Entry::backup)
                .toList();
    }

    @Override
    public int expire(Optional<String> kind, Act act) {
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

    private <T> T reading(long id, BiFunction<Contents, Shelf, T> work) {
        var entry = Transactions.run(database, dsl -> new Register(dsl).readable(id));
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
