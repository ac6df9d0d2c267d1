package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.CommandGroup;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.document.BackupDocument;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Backups of resources. */
@Command(
        name = "backup",
        description = "Back resources up, check what is kept, hand it out, put it back.",
        subcommands = {
            BackupCommand.Show.class,
            BackupCommand.Create.class,
            BackupChecking.Verify.class,
            BackupChecking.Drill.class,
            BackupDownload.class,
            BackupRestoreCommand.class,
            BackupCommand.Expire.class,
            BackupCommand.Orphans.class
        })
public final class BackupCommand extends CommandGroup {

    @Command(name = "list", description = "List the backups of a resource, one that is gone too, newest first.")
    static final class Show extends LifecycleCommand {
        @Mixin
        ResourceWords words = new ResourceWords();

        @Override
        int run(Target target, Lifecycle lifecycle) {
            return told(lifecycle.backups().list(given(words::resource)).stream()
                    .map(BackupDocument::of)
                    .toList());
        }

        @Override
        int ask(Remote server) {
            var id = given(words::resource);
            return told(server.page(Call.get("resources", id.kind(), id.id(), "backups"), BackupDocument.class)
                    .items());
        }

        private int told(List<BackupDocument> items) {
            terminal()
                    .answer(
                            PageOptions.document(items, null),
                            items.isEmpty() ? "There is no backup of it." : table(items));
            return ExitCode.DONE;
        }
    }

    @Command(name = "create", description = "Back a resource up with those below it, from one snapshot, and verify it.")
    static final class Create extends LifecycleCommand {
        @Mixin
        ResourceWords words = new ResourceWords();

        @Mixin
        ActedHere act = new ActedHere();

        @Override
        int run(Target target, Lifecycle lifecycle) {
            return told(BackupDocument.of(lifecycle.backups().create(given(words::resource), given(act::act))));
        }

        @Override
        int ask(Remote server) {
            var id = given(words::resource);
            var call = Call.post("resources", id.kind(), id.id(), "backups").with("reason", given(act::reason));
            return told(server.ask(call, BackupDocument.class));
        }

        private int told(BackupDocument made) {
            terminal()
                    .answer(
                            made,
                            "Backup " + made.backup() + " of " + made.kind() + " " + made.id() + " has "
                                    + Figures.count(made.rows()) + " rows and " + Figures.count(made.objects())
                                    + " objects, kept until " + Words.or(made.expiresAt()) + ".");
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "expire",
            description = "Show the backups whose time is over; with --execute remove them, objects first.")
    static final class Expire extends LifecycleCommand {
        @Option(names = "--kind", paramLabel = "KIND", description = "Those of one kind.")
        @Nullable
        String kind;

        @Option(names = "--execute", description = "Remove what is shown without it; those of held resources stay.")
        boolean execute;

        @Mixin
        ActedHere act = new ActedHere();

        /** What may go, or went, as scripts see it. */
        record ExpiryDocument(boolean executed, int expired, List<BackupDocument> items) {}

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var by = given(act::act);
            var wanted = Optional.ofNullable(kind);
            return told(
                    () -> lifecycle.backups().expiring(wanted).stream()
                            .map(BackupDocument::of)
                            .toList(),
                    () -> lifecycle.backups().expire(wanted, by));
        }

        @Override
        int ask(Remote server) {
            var reason = given(act::reason);
            return told(
                    () -> server.page(Call.get("backups", "expiring").with("kind", kind), BackupDocument.class)
                            .items(),
                    () -> server.ask(
                                    Call.post("backups", "expire")
                                            .with("kind", kind)
                                            .with("reason", reason),
                                    ExpiryDocument.class)
                            .expired());
        }

        private int told(Supplier<List<BackupDocument>> expiring, IntSupplier expire) {
            var due = expiring.get();
            int expired = execute ? expire.getAsInt() : 0;
            var stay = execute ? numbers(expiring.get()) : Set.<Long>of();
            var items = due.stream()
                    .filter(backup -> !stay.contains(backup.backup()))
                    .toList();
            terminal().answer(new ExpiryDocument(execute, expired, items), text(items, expired));
            return ExitCode.DONE;
        }

        private static Set<Long> numbers(List<BackupDocument> backups) {
            return backups.stream().map(BackupDocument::backup).collect(Collectors.toUnmodifiableSet());
        }

        private String text(List<BackupDocument> items, int expired) {
            if (execute) {
                return Figures.count(expired, "backup is", "backups are") + " gone.";
            }
            return items.isEmpty()
                    ? "No backup is over its time."
                    : table(items) + "\n\n--execute removes them, but for those of held resources.";
        }
    }

    @Command(name = "orphans", description = "List the objects in the store of a kind that no backup knows.")
    static final class Orphans extends LifecycleCommand {
        @Mixin
        KindOption kind = new KindOption();

        @Override
        int run(Target target, Lifecycle lifecycle) {
            return told(lifecycle.backups().orphans(kind.of(target)));
        }

        @Override
        int ask(Remote server) {
            return told(server.page(Call.get("backups", "orphans").with("kind", kind.of(server)), String.class)
                    .items());
        }

        private int told(List<String> orphans) {
            terminal()
                    .answer(
                            PageOptions.document(orphans, null),
                            orphans.isEmpty() ? "Every object belongs to a backup." : String.join("\n", orphans));
            return ExitCode.DONE;
        }
    }

    private static String table(List<BackupDocument> items) {
        var table =
                TextTable.of("BACKUP", "RESOURCE", "STATE", "BY", "ROWS", "OBJECTS", "BYTES", "TAKEN", "KEPT UNTIL");
        items.forEach(item -> table.row(
                item.backup(),
                item.kind() + " " + item.id(),
                item.state(),
                item.initiator(),
                Figures.count(item.rows()),
                Figures.count(item.objects()),
                Figures.bytes(item.bytes()),
                item.createdAt().truncatedTo(ChronoUnit.SECONDS),
                Words.or(item.expiresAt())));
        return table.toString();
    }
}
