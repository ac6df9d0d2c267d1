package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.settings.SettingsStore;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes fragments whose owner is gone. */
@Command(
        name = "sweep",
        description = {
            "Show how many fragments are there whose owner is gone, of each type of scope whose owners are known; others are "
                    + "taken on trust. With --execute remove them.",
            "",
            "  coppice settings sweep --execute"
        })
final class SweepCommand extends DatabaseCommand {
    @Option(
            names = "--limit",
            defaultValue = "10000",
            paramLabel = "N",
            description = "At most so many; 10000 by default.")
    int limit;

    @Option(names = "--execute", description = "Remove what is shown without it.")
    boolean execute;

    @Mixin
    ActingOptions acting = new ActingOptions();

    /** What is without owner, and what was swept of it, as scripts see it. */
    record SweepDocument(boolean executed, List<Orphans> orphans, int swept, boolean more) {}

    /** How many fragments of one type of scope are without owner. */
    record Orphans(String scopeType, int fragments) {}

    @Override
    protected int run(Target target) {
        check();
        var event = given(() -> acting.event("setting-fragment.swept", "settings"));
        var swept = SettingsTransactions.on(target, root())
                .write(
                        this::swept,
                        done -> done.swept() == 0
                                ? Optional.empty()
                                : Optional.of(event.before("{\"fragments\": " + done.swept() + "}")));
        return told(swept);
    }

    @Override
    protected int run(Remote server) {
        check();
        var reason = given(acting::reason);
        return told(server.ask(
                Call.post("settings", "fragments", "sweep")
                        .with("execute", execute)
                        .with("limit", limit)
                        .because(reason),
                SweepDocument.class));
    }

    private void check() {
        given(() -> {
            if (limit < 1) {
                throw new IllegalArgumentException("--limit must be 1 or more, was: " + limit);
            }
            return limit;
        });
    }

    private int told(SweepDocument swept) {
        terminal().answer(swept, text(swept));
        return ExitCode.DONE;
    }

    private SweepDocument swept(SettingsStore store) {
        var orphans = store.fragments().countOrphans().entrySet().stream()
                .map(each -> new Orphans(each.getKey(), each.getValue()))
                .toList();
        int swept = execute ? store.fragments().sweepOrphans(limit) : 0;
        return new SweepDocument(execute, orphans, swept, swept == limit);
    }

    private static String text(SweepDocument done) {
        if (done.executed()) {
            return Figures.count(done.swept(), "fragment", "fragments") + " without owner removed."
                    + (done.more() ? " There may be more." : "");
        }
        if (done.orphans().isEmpty()) {
            return "No type of scope says where its owners are.";
        }
        var table = TextTable.of("SCOPE", "WITHOUT OWNER");
        done.orphans().forEach(each -> table.row(each.scopeType(), each.fragments()));
        return table + "\n\n--execute removes them.";
    }
}
