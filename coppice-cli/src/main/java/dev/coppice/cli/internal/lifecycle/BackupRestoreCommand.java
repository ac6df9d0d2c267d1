package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Act;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.document.RestorePlanDocument;
import dev.coppice.server.document.RestoredDocument;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a resource back, or shows what that would do. */
@Command(
        name = "restore",
        description = {
            "Bring a resource and those below it back, as they were when the backup was taken: all, or nothing.",
            "",
            "  coppice backup restore 6 --dry-run",
            "  coppice backup restore 6 --reason \"the customer paid\"",
            "",
            "It only adds. What is there already and equal is left; what differs refuses it. Once all is back it is",
            "compared with the backup; it ends with 4 where rows are other than saved, and says which."
        })
final class BackupRestoreCommand extends LifecycleCommand {
    @Parameters(paramLabel = "BACKUP", description = "Its number.")
    long id;

    @Option(names = "--dry-run", description = "Show what it would bring back, and change nothing.")
    boolean dryRun;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit trail.")
    @Nullable
    String reason;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who; the name of the operating system's user by default.")
    String actor = System.getProperty("user.name");

    @Override
    void check() {
        if (!dryRun) {
            given(this::act);
        }
    }

    private Act act() {
        if (reason == null) {
            throw new IllegalArgumentException("it needs --reason, which is kept, or --dry-run");
        }
        return Act.of(actor, reason);
    }

    @Override
    int run(Target target, Lifecycle lifecycle) {
        return dryRun
                ? shown(RestorePlanDocument.of(lifecycle.backups().planRestore(id)))
                : told(RestoredDocument.of(lifecycle.backups().restore(id, act())));
    }

    @Override
    int ask(Remote server) {
        return dryRun
                ? shown(server.ask(Call.get("backups", id, "restore-plan"), RestorePlanDocument.class))
                : told(server.ask(
                        Call.post("backups", id, "restore").with("reason", act().reason()), RestoredDocument.class));
    }

    private int told(RestoredDocument restored) {
        var text = new StringBuilder("Restored from backup " + id);
        if (restored.changed() > 0) {
            text.append(", but not as it was saved: ")
                    .append(Figures.count(restored.changed()))
                    .append(restored.changed() == 1 ? " row differs" : " rows differ");
        }
        var table = TextTable.plain();
        restored.restored().forEach((step, items) -> table.row("  " + step, Figures.count(items)));
        text.append(restored.restored().isEmpty() ? "." : ":\n" + table);
        restored.remarks()
                .forEach(remark -> text.append("\n\n").append(root().look().wrapped(remark, 0)));
        terminal().answer(restored, text.toString());
        return restored.changed() == 0 ? ExitCode.DONE : ExitCode.PARTIAL;
    }

    private int shown(RestorePlanDocument plan) {
        terminal().answer(plan, text(plan));
        return plan.blockers().isEmpty() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private String text(RestorePlanDocument plan) {
        var look = root().look();
        var text = new StringBuilder(look.bold(look.wrapped(plan.message(), 0)));
        var filled = plan.parts().stream()
                .filter(part -> part.rows() + part.objects() > 0)
                .toList();
        if (!filled.isEmpty()) {
            var table = TextTable.of("RESOURCE", "STEP", "ROWS", "OBJECTS");
            filled.forEach(part ->
                    table.row(part.resource(), part.step(), Figures.count(part.rows()), Figures.count(part.objects())));
            text.append("\n\n").append(Words.cut(look, table));
        }
        if (!plan.triggers().isEmpty()) {
            text.append("\n\n").append(triggers(plan));
        }
        if (plan.together().size() > 1) {
            text.append("\n\n")
                    .append(look.wrapped(
                            "Its teardown took several backups, which are read as one: " + Words.list(plan.together())
                                    + ".",
                            0));
        }
        if (!plan.held().isEmpty()) {
            text.append("\n\n")
                    .append(look.wrapped(
                            "Held once back, if the end is still the same: " + Words.list(plan.held()) + ".", 0));
        }
        return text.append(Words.warnings(look, plan.warnings()))
                .append(Words.blockers(look, "What refuses it now:", plan.blockers()))
                .append(next(plan))
                .toString();
    }

    private String triggers(RestorePlanDocument plan) {
        var look = root().look();
        var table = TextTable.of("TABLE", "TRIGGER", "FUNCTION", "FIRES");
        plan.triggers()
                .forEach(trigger -> table.row(
                        trigger.table(),
                        trigger.name(),
                        trigger.function(),
                        trigger.deferred() ? "once all is back" : "at once"));
        return look.wrapped("These triggers fire, and may change what comes back; what they change is told:", 0)
                + "\n"
                + Words.cut(look, table);
    }

    private String next(RestorePlanDocument plan) {
        return "\n\nNothing was changed."
                + (plan.blockers().isEmpty()
                        ? "\nTo bring it back:  "
                                + root().again("backup", "restore", Long.toString(id), "--reason", "TEXT")
                        : "");
    }
}
